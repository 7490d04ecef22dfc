// Remarks that a fit owes its user.
#pragma once

#include "model/fit_parts.hpp"
#include "model/model.hpp"

#include <odds/fit.hpp>
#include <odds/table.hpp>

#include <optional>
#include <string>
#include <vector>

namespace odds {

/// Notes on the coding of the variables, aliased columns and the condition of the design.
///
/// | code | kind    | about                                                            |
/// |------|---------|------------------------------------------------------------------|
/// | N001 | remark  | the event was chosen among two texts (made by plan_response)     |
/// | N002 | warning | a formula that may mean something else (made by parse_formula)   |
/// | N010 | remark  | 0/1 columns that enter as numbers                                |
/// | N011 | remark  | columns of few whole values that enter as numbers                |
/// | N020 | warning | how the file was read (made by the table)                        |
/// | N021 | remark  | the files that are one table (reading_notes)                     |
/// | N030 | warning | aliased columns                                                  |
/// | N031 | warning | no residual degrees of freedom                                   |
/// | N032 | warning | nearly collinear columns, or an ill-conditioned design; a remark |
/// |      |         | if the levels alone suffer                                       |
/// | N033 | remark  | what logLik means under Firth's penalty, and that there is no LR |
/// | N034 | remark  | the null model without an intercept                              |
/// | N035 | remark  | levels that were left out (left_out_note)                        |
/// | N036 | warning | an eliminated factor with few rows for each level                |
/// | N038 | warning | factors that keep one level of those not left out                |
/// | N050 | warning | an estimated guess rate at its bound                             |
/// | N051 | remark  | what an estimated guess rate means for AIC and LR                |
/// | N052 | warning | fewer or more events than any point of a curve with asymptotes   |
/// | N056 | remark  | a covariance from elsewhere (with_covariance)                    |
/// | N057 | remark  | coefficients from elsewhere (with_coefficients)                  |
/// | N106 | warning | numbers that look like codes of missing values                   |
/// | N144 | remark  | what a conditional likelihood has and has not                    |
/// | N145 | remark  | matched sets that were left out                                  |
/// | N191 | remark  | infinite coefficients, at the limit of separated data            |
void add_notes(FitParts& fit, const Model& model);

/// N020 and N021, on how a table was read.
std::vector<Note> reading_notes(const Table& table, const ColumnSource& source);

/// N010, if there are such columns: what margins do with them, those of `continuous` being
/// differentiated.
std::optional<Note> coding_note(const Model& model,
                                const std::vector<std::string>& continuous = {});

/// N150: standard errors of a link are from the observed information, as the expected one is next
/// to nothing.
Note observed_information_note();

/// N121: counts in so many rows were taken as the whole numbers that they are but for rounding.
Note rounding_note(Index rows);

/// N038, for each factor that has one level in the rows that are left, and so no columns.
std::vector<Note> constant_factor_notes(const Model& model);

/// N035: the levels of a factor whose rows were left out, and how many rows those are.
Note left_out_note(const LeftOutLevels& levels, const RowCounts& rows);

}  // namespace odds
