// Reports: what there is to say about a result, decided once, then rendered as text, JSON, CSV or
// Markdown.
#pragma once

#include <odds/answer_influence.hpp>
#include <odds/compare.hpp>
#include <odds/compare_effects.hpp>
#include <odds/describe.hpp>
#include <odds/diagnose.hpp>
#include <odds/dose.hpp>
#include <odds/error.hpp>
#include <odds/export.hpp>
#include <odds/fit.hpp>
#include <odds/hypothesis.hpp>
#include <odds/margins.hpp>
#include <odds/new_data.hpp>
#include <odds/profile.hpp>
#include <odds/select.hpp>
#include <odds/sensitivity.hpp>
#include <odds/update.hpp>
#include <odds/validate.hpp>
#include <odds/verify.hpp>

#include <iosfwd>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace odds {

/// A number whose precision is that of a standard error: `scale` is that error, and so many
/// decimals are shown that two of its digits are seen. Scale 0: the number's own size.
struct Estimate {
  double value = 0.0;
  double scale = 0.0;

  /// A value that a limit must not seem to have: enough decimals are shown to see on which side
  /// of it the limit lies. NaN: nothing.
  double null = std::numeric_limits<double>::quiet_NaN();
};

/// An odds ratio or another ratio of the like, whose standard error is `scale`.
struct Ratio {
  double value = 1.0;
  double scale = 0.0;
  double null = std::numeric_limits<double>::quiet_NaN();  ///< as of Estimate
};

/// A test statistic or an information criterion: two decimals say enough.
struct Statistic {
  double value = 0.0;
};

/// A log-likelihood: differences matter, so the decimals are fixed however large it is.
struct LogLikelihood {
  double value = 0.0;
};

struct PValue {
  double value = 1.0;
};

/// A count; weighted counts need not be whole.
struct Count {
  double value = 0.0;
};

/// A name: programs see `id`, people see `text`, grouped under `group` if there is one.
///
/// Its copies share the texts, so that a cell of a long table takes no more than 40 bytes.
class Label {
 public:
  Label(std::string id, std::string group, std::string text, std::string base = {})
      : parts_(std::make_shared<const Parts>(
            Parts{std::move(id), std::move(group), std::move(text), std::move(base)})) {}

  /// `race[black]`; empty: null, an empty field of CSV.
  const std::string& id() const { return parts_->id; }

  /// `race`; once for a run of rows: on a line of its own if they have texts.
  const std::string& group() const { return parts_->group; }

  /// `black`; empty: the group says it all.
  const std::string& text() const { return parts_->text; }

  /// `white`, which the rows of the group are compared with; empty if it is none.
  const std::string& base() const { return parts_->base; }

 private:
  struct Parts {
    std::string id;
    std::string group;
    std::string text;
    std::string base;
  };
  std::shared_ptr<const Parts> parts_;
};

/// A quantity with its meaning instead of its looks: the renderer chooses the digits.
using Cell = std::variant<std::monostate, std::string, Label, Estimate, Ratio, Statistic,
                          LogLikelihood, PValue, Count>;

enum class Audience { everyone, people, programs };

struct GridColumn {
  std::string id;       ///< stable key in JSON and CSV: `statistic`
  std::string heading;  ///< for people: `z`; empty: the id
};

/// A table: an array of objects in JSON.
struct Grid {
  std::string id;     ///< stable key in JSON: `coefficients`
  std::string title;  ///< for people; may be empty
  std::vector<GridColumn> columns;
  std::vector<std::vector<Cell>> rows;  ///< each as long as `columns`
  Audience audience = Audience::everyone;
};

/// A key with a value, a list of texts, an object or an array of objects. For programs.
struct Fact {
  std::string key;
  std::variant<Cell, std::vector<std::string>, std::vector<Fact>, Grid> value;
};

/// An object in JSON; its facts stand at the top level if `id` is empty. For programs.
struct Facts {
  std::string id;
  std::vector<Fact> facts;
};

/// A symmetric matrix with named rows. For programs.
struct NamedMatrix {
  std::string id;
  std::string kind;
  std::vector<std::string> names;  ///< p
  SymmetricMatrix values;          ///< p x p
};

/// A line of text with numbers in it, behind a heading if there is one.
struct Line {
  std::string head;  ///< `Rows`; lined up with the other heads of its section
  std::vector<Cell> parts;
};

/// Lines that belong together. For people.
struct Lines {
  std::vector<Line> lines;
};

struct Notes {
  std::vector<Note> notes;
};

/// A curve with a band around it, drawn for people by the renderer of text.
struct Plot {
  std::string title;
  std::string x_name;
  std::vector<double> x;     ///< ascending
  std::vector<double> y;     ///< as long as x
  std::vector<double> low;   ///< likewise; the band
  std::vector<double> high;  ///< likewise
};

using Section = std::variant<Lines, Facts, Grid, NamedMatrix, Notes, Plot>;

/// The result of a command, section by section, before it is decided how it looks.
struct Report {
  std::string schema;  ///< `odds.fit/1`
  std::string title;   ///< for people
  std::vector<Section> sections;
  std::string table;  ///< id of the grid that CSV holds
};

/// The notes of all sections, and a warning N090 that names the numbers of the report that are NaN.
/// Every format shows them but CSV, which holds one table.
ODDS_EXPORT std::vector<Note> notes(const Report& report);

struct FitReportOptions {
  double level = 0.95;
  bool ratios = false;               ///< see CoefficientOptions; programs get the coefficients, too
  std::optional<Solver> solver;      ///< that made the fit; none: the report does not say
  const Margins* margins = nullptr;  ///< shown if given

  /// One for each coefficient, of the same level: their intervals and tests are shown with the
  /// estimates. None: Wald's.
  std::optional<std::vector<ProfileRow>> profiles = {};

  /// `term_tests` of the fit, shown if given.
  std::optional<std::vector<HypothesisRow>> tests = {};

  /// Without profiles: how the intervals of the coefficients are found.
  IntervalMethod interval = IntervalMethod::wald;
  std::vector<Validation> validations = {};  ///< shown if there are any
  std::vector<std::string> command;          ///< the words of the command line
};

/// Estimates, average marginal effects, fitted probabilities and goodness of fit.
/// Throws Error(model), as `coefficients` does, for a fit without a maximum.
ODDS_EXPORT Report report(const Fit& fit, const FitReportOptions& options = {});

struct MarginsReportOptions {
  double level = 0.95;
  std::string file;                        ///< averaged over
  const HypothesisTests* tests = nullptr;  ///< of these margins; null: none. CSV holds them
  std::vector<std::string> command;        ///< the words of the command line
};

ODDS_EXPORT Report report(const Margins& margins, const Fit& fit,
                          const MarginsReportOptions& options = {});

struct DoseReportOptions {
  double level = 0.95;
  std::vector<std::string> command;  ///< the words of the command line
};

/// Doses with their limits, the curves, and what compares them. An open end of a range is null for
/// programs, an empty field in CSV.
ODDS_EXPORT Report report(const Dose& dose, const Fit& fit, const DoseReportOptions& options = {});

/// Tables of a diagnosis that people see on request; programs always do.
struct DiagnoseDetail {
  bool rates = false;        ///< intervals of sensitivity, specificity, predictive values
  bool lift = false;         ///< lift and gain by tenths
  bool net_benefit = false;  ///< of deciding by P, at some thresholds
  bool calibration = false;  ///< the smooth curve
};

struct DiagnoseReportOptions {
  DiagnoseDetail detail = {};
  std::vector<std::string> command;  ///< the words of the command line
};

/// Tests of fit, groups, discrimination, calibration and the rows that matter most. What was not
/// tested is null for programs, with the reason in `note`.
ODDS_EXPORT Report report(const Diagnosis& diagnosis, const Fit& fit,
                          const DiagnoseReportOptions& options = {});

/// The answer, how many rows change its sign and its significance, and those that move it most.
ODDS_EXPORT Report report(const AnswerInfluence& influence, const Fit& fit,
                          const DiagnoseReportOptions& options = {});

struct HypothesisReportOptions {
  std::vector<std::string> command;  ///< the words of the command line
};

/// Tests of terms, combinations with their estimates, and what tests all of them together.
ODDS_EXPORT Report report(const HypothesisTests& tests, const Fit& fit,
                          const HypothesisReportOptions& options = {});

struct CompareReportOptions {
  std::vector<std::string> command;  ///< the words of the command line
};

/// Criteria, tests of nested and of other models, coefficients side by side. `first`: the first of
/// the models, whose rows and event are those of all.
ODDS_EXPORT Report report(const ModelComparison& comparison, const Fit& first,
                          const CompareReportOptions& options = {});

/// Differences of coefficients and of effects, and how many rows the models share.
ODDS_EXPORT Report report(const EffectsComparison& comparison, const NamedFit& first,
                          const NamedFit& second, const CompareReportOptions& options = {});

struct NewDataReportOptions {
  const ModelUpdate* update = nullptr;  ///< shown if given
  std::vector<std::string> command;     ///< the words of the command line
};

/// What became of the rows, then discrimination, scores, calibration and classification on them, by
/// model and by group, and differences of models.
ODDS_EXPORT Report report(const NewDataValidation& validation, const Fit& first,
                          const NewDataReportOptions& options = {});

struct SelectionReportOptions {
  std::vector<std::string> command;  ///< the words of the command line
};

/// The models that were compared, and how often each term was chosen in resamples.
ODDS_EXPORT Report report(const Selection& selection, const Fit& fit,
                          const SelectionReportOptions& options = {});

/// The fields whose words a report of sensitivities can speak.
enum class Lens { none, pharmacology, psychophysics, control, thermo, econ, epi, growth };

struct SensitivityReportOptions {
  double level = 0.95;
  Lens lens = Lens::none;            ///< else its words stand in place of the general tables
  std::string file;                  ///< averaged over
  std::vector<std::string> command;  ///< the words of the command line
};

/// The ranking of the inputs, the operating point, the steepest points, and the profile if there is
/// one. With a lens people and CSV get the figures that it names, programs all there is.
ODDS_EXPORT Report report(const Sensitivity& sensitivity, const Fit& fit,
                          const SensitivityReportOptions& options = {});

ODDS_EXPORT Report report(const Description& description,
                          const std::vector<std::string>& command = {});

/// People see the least log relative error per data set, programs every number.
ODDS_EXPORT Report report(const Verification& verification,
                          const std::vector<std::string>& command = {});

/// sigma, sigma' and sigma'' at the points, with the identity that joins them.
ODDS_EXPORT Report sigmoid_report(std::span<const double> points,
                                  const std::vector<std::string>& command = {});

/// The lines of `fit.maximum.history`; its table is what `--trace` writes.
ODDS_EXPORT Report trace_report(const Fit& fit);

/// The error that a fit without a maximum amounts to: Error(model) that names the kind of
/// separation, the rows it decides, its direction and ways out, or why the iteration gave up.
/// Precondition: !fit.converged().
ODDS_EXPORT Error failure(const Fit& fit);

/// The object that programs are given for an error: `odds.error/1`.
ODDS_EXPORT Report report(const Error& error);

/// The same for `failure(fit)`, with the separation.
ODDS_EXPORT Report failure_report(const Fit& fit);

/// `text` without anything that a terminal obeys or hides: control and format characters, among
/// them the marks that turn text around, are spelled as `\x1b` and `\u202e`, and so are bytes that
/// are no UTF-8. With `ascii`, signs that odds uses itself are spelled out (`sigma`, `...`) and
/// other characters beyond ASCII are escaped as `\u00e9`.
///
/// Names and levels come from files, and may be chosen to mislead: whoever prints an Error or
/// a name of a result for people passes it through here. Rendered text and Markdown have been.
ODDS_EXPORT std::string printable(std::string_view text, bool ascii = false);

/// `printable`, with the middle left out of what is longer than people read: 2000 columns. The time
/// does not grow with what is left out.
ODDS_EXPORT std::string printable_sentence(std::string_view text, bool ascii = false);

/// Printable `text` with line breaks at blanks, so that lines have at most `width` columns if words
/// allow; lines after the first begin with `indent` blanks. Width 0: unchanged.
ODDS_EXPORT std::string wrapped(std::string_view text, int width, int indent);

enum class Format { text, json, csv, markdown };

/// How a report is to look. JSON and CSV print every double in full, whatever the digits.
struct ODDS_EXPORT RenderOptions {
  /// Decimals in text and Markdown, 1 to 15: of estimates at least so many, and more in a row whose
  /// standard error would not show two digits. None: 4, of ratios 2 (3 below 0.1).
  std::optional<int> digits = {};
  bool color = false;  ///< ANSI sequences in text
  bool ascii = false;  ///< nothing but ASCII: other characters are spelled out or escaped

  /// Columns of the terminal: lines of text are wrapped, and rows of tables that are wider take
  /// several lines; names and numbers are never cut for it. 0: no limit.
  int width = 0;

  /// The result goes to a terminal: texts in CSV are `printable`, too.
  bool terminal = false;

  /// Texts in CSV that a spreadsheet would run as formulas (a first `=`, `+`, `-`, `@`, tab or
  /// line break, fullwidth signs included) get an apostrophe before them. It changes such texts.
  bool csv_safe = false;

  /// Throws Error(usage) unless 1 <= digits <= 15 and width >= 0.
  void validate() const;
};

/// Writes `report` to `out`.
///
/// Text: numbers of a column share a format and line up on the decimal point. JSON: doubles as the
/// shortest text that reads back the same; what is not finite is null, with a note that says which;
/// texts are exact, characters that a terminal obeys are escaped. CSV: the report's main table
/// only; what is not finite is an empty cell. Throws Error(usage) for options out of range.
ODDS_EXPORT void render(const Report& report, Format format, const RenderOptions& options,
                        std::ostream& out);

}  // namespace odds
