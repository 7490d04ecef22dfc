#include "data/csv/line_source.hpp"

#include "data/csv/field_splitter.hpp"
#include "data/csv/record_reader.hpp"

#include <algorithm>
#include <limits>  // csv.h needs it and does not include it
#include <string>
#include <utility>

// Every source file that includes csv.h must agree on this: it changes the classes. This is the
// one.
#define CSV_IO_NO_THREAD
#if defined(__GNUC__) && !defined(__clang__)
// The library cuts file names that are too long for its own messages, which are never shown.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstringop-truncation"
#endif
#include <csv.h>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

namespace odds {

namespace {

class ByteSource final : public io::ByteSourceBase {
 public:
  explicit ByteSource(CheckedText& text) : text_(text) {}

  // The line reader takes less than it asks for to be the last.
  int read(char* buffer, int size) override {
    int filled = 0;
    while (filled < size) {
      const auto got = static_cast<int>(text_.read(buffer + filled, size - filled));
      if (got == 0) break;
      filled += got;
    }
    return filled;
  }

 private:
  CheckedText& text_;
};

}  // namespace

struct LineSource::Reader {
  Reader(const InputBytes& bytes, const TextFormat& format, const ReadPlan& plan)
      : name(bytes.name()),
        text(bytes, format, plan),
        squeezes(format.delimiter == ' '),
        lines(name, std::make_unique<ByteSource>(text)) {}

  char* next_line(Index line) {
    try {
      return lines.next_line();
    } catch (const io::error::line_length_limit_exceeded&) {
      throw_record_too_long(name, line);
    }
  }

  std::string name;
  CheckedText text;
  bool squeezes;  // blanks
  io::LineReader lines;
};

LineSource::LineSource(const InputBytes& bytes, const TextFormat& format, const ReadPlan& plan)
    : reader_(std::make_unique<Reader>(bytes, format, plan)) {}

LineSource::~LineSource() = default;

bool LineSource::next(std::string_view& record) {
  char* const text = reader_->next_line(next_line_);
  if (text == nullptr) return false;
  record = text;
  line_ = next_line_++;
  if (reader_->text.has_quoted_breaks()) {
    next_line_ += std::count(record.begin(), record.end(), kQuotedBreak);
  }
  if (reader_->squeezes) {
    record = {text, static_cast<std::size_t>(squeeze_blanks(text, text + record.size()) - text)};
  }
  return true;
}

}  // namespace odds
