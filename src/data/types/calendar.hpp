// Dates as texts and as numbers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace odds {

/// The days from 1970-01-01 to an ISO 8601 date of the proleptic Gregorian calendar, `2021-04-30`,
/// with years of four digits; after a `T` or a blank there may be the time of the day, `16:42`,
/// `16:42:07`, `16:42:07.5`, and a `Z`, which add a fraction of a day. The text has no blanks
/// around it. nullopt: it is no such date, as `2021-02-30` is none, or its time has an offset from
/// UTC.
std::optional<double> days_of(std::string_view text);

/// The date that many whole days after 1970-01-01, and the time of the day to the second if `days`
/// is not whole: what `days_of` reads. Years beyond 0000 to 9999 have no such text: the number.
std::string date_text(double days);

/// Whether people would take the text for a date, a time of the day or a duration, in whatever
/// order and with whatever marks: `30/04/2021`, `4.30.21`, `30 Apr 2021`, `Apr-21`,
/// `20210430T1642`, `16:42`, `2:09:00`, `2021-04-30`. Digits alone are none.
bool looks_like_date(std::string_view text);

}  // namespace odds
