// A slow and simple reader of CSV, to compare the fast one with.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace odds::test {

struct PlainCell {
  std::string text;  ///< blanks around an unquoted cell removed
  bool quoted = false;
};
using PlainRow = std::vector<PlainCell>;

/// Reads a whole text one character at a time, by the same rules as open_csv but with none of its
/// code. `std::nullopt`: not acceptable.
class PlainCsv {
 public:
  PlainCsv(std::string text, char delimiter) : text_(std::move(text)), delimiter_(delimiter) {}

  /// All records, the header among them; all have the same number of cells.
  std::optional<std::vector<PlainRow>> read() {
    while (text_.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3);
    if (text_.find('\0') != std::string::npos || !is_utf8()) return std::nullopt;
    if (text_.find('\n') == std::string::npos) std::replace(text_.begin(), text_.end(), '\r', '\n');
    std::vector<PlainRow> rows;
    while (at_ < text_.size()) {
      PlainRow row;
      if (!read_row(row)) return std::nullopt;
      const bool blank = row.size() == 1 && row[0].text.empty() && !row[0].quoted;
      if (blank && (rows.empty() || rows[0].size() > 1)) continue;
      rows.push_back(std::move(row));
      if (rows.back().size() != rows.front().size()) return std::nullopt;
    }
    return rows;
  }

 private:
  bool at_line_end() const {
    const std::string_view rest = std::string_view(text_).substr(at_);
    return rest.empty() || rest[0] == '\n' || rest == "\r" || rest.starts_with("\r\n");
  }

  void skip_line_end() {
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size()) ++at_;
  }

  bool read_row(PlainRow& row) {
    for (;; ++at_) {
      row.emplace_back();
      const std::size_t first = behind_blanks(at_);
      const bool quoted = first < text_.size() && text_[first] == '"';
      if (quoted) at_ = first;
      if (!(quoted ? read_quoted(row.back()) : read_bare(row.back()))) return false;
      if (at_line_end()) break;
    }
    skip_line_end();
    return true;
  }

  std::size_t behind_blanks(std::size_t at) const {
    while (at < text_.size() && text_[at] != delimiter_ &&
           (text_[at] == ' ' || text_[at] == '\t')) {
      ++at;
    }
    return at;
  }

  bool read_bare(PlainCell& cell) {
    for (; !at_line_end() && text_[at_] != delimiter_; ++at_) {
      if (text_[at_] == '\r') return false;
      cell.text += text_[at_];
    }
    const auto is_blank = [](char byte) { return byte == ' ' || byte == '\t'; };
    while (!cell.text.empty() && is_blank(cell.text.back())) cell.text.pop_back();
    while (!cell.text.empty() && is_blank(cell.text.front())) cell.text.erase(0, 1);
    return true;
  }

  bool read_quoted(PlainCell& cell) {
    cell.quoted = true;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] != '"') {
        cell.text += text_[at_];
      } else if (text_.substr(at_ + 1, 1) == "\"") {
        cell.text += '"';
        ++at_;
      } else {
        at_ = behind_blanks(at_ + 1);
        return at_line_end() || text_[at_] == delimiter_;
      }
    }
    return false;
  }

  // Decodes every character and checks that its code needed that many bytes.
  bool is_utf8() const {
    for (std::size_t i = 0; i < text_.size();) {
      const auto lead = static_cast<unsigned char>(text_[i]);
      const int length = lead < 0x80 ? 1 : lead < 0xC0 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
      std::uint32_t code = length == 1 ? lead : lead & (0xFFU >> (length + 1));
      if (length == 0 || lead > 0xF7) return false;
      for (int k = 1; k < length; ++k) {
        if (++i >= text_.size() || (text_[i] & '\xC0') != '\x80') return false;
        code = code << 6 | (static_cast<unsigned char>(text_[i]) & 0x3FU);
      }
      ++i;
      const int needed = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      if (needed != length || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return false;
    }
    return true;
  }

  std::string text_;
  char delimiter_;
  std::size_t at_ = 0;
};

}  // namespace odds::test
