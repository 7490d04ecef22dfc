"""The checker of layers flags every kind of include that it is there to keep out."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import check_layers


class CheckLayers(unittest.TestCase):
    def offences(self, path, text):
        """What the checker says of a project with one file."""
        with tempfile.TemporaryDirectory() as root:
            file = Path(root) / path
            file.parent.mkdir(parents=True)
            file.write_text(text)
            return check_layers.check(Path(root))

    def assert_flags(self, path, include, word):
        offences = self.offences(path, f"// A comment.\n#include {include}\n")
        self.assertEqual(len(offences), 1, (path, include))
        self.assertTrue(offences[0].startswith(f"{path}:2: "), offences[0])
        self.assertIn(word, offences[0])

    def test_internal_headers_point_downwards(self):
        self.assert_flags("src/solve/newton.cpp", '"data/csv/csv_table.hpp"', "solve must not include data/csv")
        self.assert_flags("src/solve/newton.cpp", '"parallel/block_reduce.hpp"', "solve")
        self.assert_flags("src/solve/newton.cpp", '"likelihood/model_likelihood.hpp"', "likelihood")
        self.assert_flags("src/math/rank.cpp", '"fit/fit.hpp"', "math must not include fit")
        self.assert_flags("src/effects/margins/joint.cpp", '"effects/dose/dose.hpp"', "effects/dose")
        self.assert_flags("src/data/csv/line.cpp", '"formula/lexer.hpp"', "formula")
        self.assert_flags("src/data/types/number.cpp", '"data/csv/dialect.hpp"', "data/csv")

    def test_public_headers_have_layers_too(self):
        self.assert_flags("src/solve/newton.cpp", "<odds/table.hpp>", "solve must not include data/types")
        self.assert_flags("src/design/plan.cpp", "<odds/predict.hpp>", "predict")
        self.assert_flags("include/odds/table.hpp", "<odds/fit.hpp>", "data/types must not include model")

    def test_a_public_header_shows_nothing_internal(self):
        self.assert_flags("include/odds/fit.hpp", '"math/rank.hpp"', "public header")
        self.assert_flags("include/odds/fit.hpp", "<fmt/format.h>", "fmt")
        self.assert_flags("include/odds/fit.hpp", "<Eigen/Core>", "odds/eigen.hpp")
        self.assert_flags("src/report/text.cpp", "<Eigen/Core>", "Eigen")
        self.assertEqual(self.offences("include/odds/eigen.hpp", "#include <Eigen/Core>\n"), [])

    def test_report_and_cli_see_results_only(self):
        self.assert_flags("src/report/text.cpp", '"model/model.hpp"', "report must not include model")
        self.assert_flags("src/cli/fit.cpp", '"report/json.hpp"', "cli must not include report")

    def test_libraries_stay_at_home(self):
        self.assert_flags("src/formula/parser.cpp", "<csv.h>", "csv.h")
        self.assert_flags("src/fit/fit.cpp", "<nlohmann/json.hpp>", "nlohmann")
        self.assert_flags("src/effects/margins/margins.cpp", "<boost/math/distributions/normal.hpp>", "boost")
        self.assert_flags("src/report/text.cpp", "<CLI/CLI.hpp>", "CLI")

    def test_a_new_layer_or_public_header_must_be_entered(self):
        self.assertIn("no known layer", self.offences("src/extras/x.cpp", "")[0])
        self.assertIn("no known layer", self.offences("src/data/x.cpp", "")[0])
        self.assert_flags("src/fit/fit.cpp", "<odds/extras.hpp>", "PUBLIC")

    def test_what_is_allowed_passes(self):
        text = '#include "solve/newton.hpp"\n#include "math/rank.hpp"\n' \
               '#include <odds/error.hpp>\n#include <Eigen/Core>\n#include <vector>\n'
        self.assertEqual(self.offences("src/solve/newton.cpp", text), [])
        self.assertEqual(self.offences("src/model_file/json_parser.cpp", "#include <nlohmann/json.hpp>"), [])
        self.assertEqual(self.offences("src/report/text.cpp", "#include <odds/margins.hpp>"), [])
        self.assertEqual(self.offences("include/odds/odds.hpp", "#include <odds/report.hpp>"), [])


if __name__ == "__main__":
    unittest.main()
