#include "data/csv/record_reader.hpp"

#include "base/failure.hpp"
#include "data/csv/field_splitter.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace odds {

namespace {

constexpr Index kLongestRecord = 16'777'215;
constexpr Index kBeyondLimit = Index{1} << 12;  // bytes to read at a time behind plan.limit

ReadPlan without_limit(ReadPlan plan) {
  plan.limit = std::numeric_limits<Index>::max();
  return plan;
}

}  // namespace

void throw_record_too_long(const std::string& file, Index line) {
  throw_data(place_in(file, line), "the line exceeds 16 777 215 bytes",
             "perhaps a quote is not closed where it should be, or this is no table");
}

// The text has no limit: the last record may end behind that of the plan.
RecordReader::RecordReader(const InputBytes& bytes, const TextFormat& format, const ReadPlan& plan,
                           Index line, std::vector<char>& memory)
    : name_(bytes.name()),
      text_(bytes, format, without_limit(plan)),
      piece_(plan.piece),
      limit_(std::min(plan.limit, bytes.size())),
      squeezes_(format.delimiter == ' '),
      memory_(memory),
      offset_(text_.begin()),
      next_line_(line) {}

bool RecordReader::next(std::string_view& record) {
  for (;;) {
    const char* const text = memory_.data();
    const auto unseen = static_cast<std::size_t>(end_ - searched_);
    if (unseen > 0) {
      if (const void* const found = std::memchr(text + searched_, '\n', unseen)) {
        take(static_cast<const char*>(found), record);
        return true;
      }
    }
    searched_ = end_;
    if (end_ - begin_ > kLongestRecord) throw_record_too_long(name_, next_line_);
    if (!refill()) return false;
  }
}

void RecordReader::take(const char* stop, std::string_view& record) {
  char* const first = memory_.data() + begin_;
  if (stop - first > kLongestRecord) throw_record_too_long(name_, next_line_);
  begin_ += stop - first + 1;
  searched_ = begin_;
  if (stop != first && stop[-1] == '\r') --stop;
  record = {first, static_cast<std::size_t>(stop - first)};
  line_ = next_line_++;
  if (text_.has_quoted_breaks()) {
    next_line_ += std::count(record.begin(), record.end(), kQuotedBreak);
  }
  if (!squeezes_) return;
  char* const end = squeeze_blanks(first, first + record.size());
  *end = '\n';
  record = {first, static_cast<std::size_t>(end - first)};
}

// Moves the record that has begun to the front of the buffer and reads on behind it.
bool RecordReader::refill() {
  const Index kept = end_ - begin_;
  if (kept > 0)
    std::memmove(memory_.data(), memory_.data() + begin_, static_cast<std::size_t>(kept));
  offset_ += begin_;
  begin_ = 0;
  searched_ = end_ = kept;
  const auto needed = static_cast<std::size_t>(std::max(piece_, 2 * kept) + kRecordPadding);
  if (memory_.size() < needed) memory_.resize(needed);
  const Index room = static_cast<Index>(memory_.size()) - kRecordPadding - end_;
  const Index ahead = std::max(limit_ - (offset_ + end_), kBeyondLimit);
  const Index got = text_.read(memory_.data() + end_, std::min({room, ahead, piece_}));
  end_ += got;
  return got > 0;
}

}  // namespace odds
