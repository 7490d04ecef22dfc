// A table built from arrays of an embedding program.
#pragma once

#include <odds/export.hpp>
#include <odds/table.hpp>

#include <string>
#include <vector>

namespace odds {

/// Columns given as arrays of equal length; the table owns copies of them.
class ODDS_EXPORT MemoryTable final : public Table {
 public:
  explicit MemoryTable(std::string name = "data");
  ~MemoryTable() override;
  MemoryTable(MemoryTable&&) noexcept;
  MemoryTable& operator=(MemoryTable&&) noexcept;

  /// A number column; NaN means missing, an infinity is Error(data).
  /// Throws Error(usage) for a second column of that name or another length than before.
  MemoryTable& add(std::string name, std::vector<double> values);

  /// A factor with the distinct texts as levels, in natural order; an empty text means missing.
  MemoryTable& add(std::string name, const std::vector<std::string>& values);

  std::string name() const override;
  const std::vector<std::string>& header() const override;
  bool has_column(const std::string& name) const override;
  std::shared_ptr<const ColumnSource> scan(std::span<const ColumnRequest> requests,
                                           const Execution& execution = {}) const override;

 private:
  struct Store;
  std::unique_ptr<Store> store_;
};

}  // namespace odds
