"""The checker of tables flags what a formatter does to them, and nothing else."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import check_tables

GOOD = """
/// | kind | the row          |
/// |------|------------------|
/// | ok   | is 2 ln 9 / |b|  |
/// | none | is none          |
enum class Kind { ok, none };
"""


class CheckTables(unittest.TestCase):
    def offences(self, text, path="include/odds/x.hpp"):
        """What the checker says of a project with one file."""
        with tempfile.TemporaryDirectory() as root:
            file = Path(root) / path
            file.parent.mkdir(parents=True)
            file.write_text(text)
            return check_tables.check(Path(root))

    def assert_flags(self, text, line):
        offences = self.offences(text)
        self.assertEqual(len(offences), 1, offences)
        self.assertTrue(offences[0].startswith(f"include/odds/x.hpp:{line}: "), offences[0])

    def test_a_rectangular_table_passes(self):
        self.assertEqual(self.offences(GOOD), [])
        self.assertEqual(self.offences("  //   | a | b |\n  //   |---|---|\n  //   | 1 | 2 |\n"), [])

    def test_a_row_that_ran_on_is_flagged(self):
        self.assert_flags(GOOD.replace("/// | none |", "/// | none | |"), 5)
        self.assert_flags(GOOD.replace("is none          |", "is none"), 5)

    def test_a_row_that_is_too_wide_is_flagged(self):
        self.assert_flags(GOOD.replace("is none          |", "is none           |"), 5)

    def test_a_bar_too_much_is_flagged(self):
        self.assert_flags(GOOD.replace("is none         ", "is |            "), 5)

    def test_a_table_without_dashes_is_flagged(self):
        self.assert_flags(GOOD.replace("|------|------------------|", "| ok   | is ok            |"), 3)

    def test_a_single_line_is_no_table(self):
        self.assertEqual(self.offences("/// |got - exact| <= 1\nint a;\n// |x| and\n// more\n"), [])

    def test_every_folder_is_checked(self):
        bad = "// | a |\n// |--|\n"
        for path in ("src/fit/x.hpp", "src/fit/x.cpp", "tests/x.cpp", "tools/bench/x.cpp"):
            self.assertEqual(len(self.offences(bad, path)), 1, path)


if __name__ == "__main__":
    unittest.main()
