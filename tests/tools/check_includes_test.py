"""The checker of includes finds what precompiled headers hide from the compiler."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import check_includes


class CheckIncludes(unittest.TestCase):
    def offences(self, **files):
        """What the checker says of src/math/NAME.hpp and src/math/x.cpp with these texts."""
        with tempfile.TemporaryDirectory() as root:
            place = Path(root) / "src" / "math"
            place.mkdir(parents=True)
            for name, text in files.items():
                (place / (name + (".cpp" if name == "x" else ".hpp"))).write_text(text)
            return list(check_includes.check(Path(root)))

    def test_what_is_used_must_be_included(self):
        for use, header in [("std::vector<int> a;", "vector"), ("std::string a;", "string"),
                            ("int i = std::ranges::find(a, 1);", "algorithm"),
                            ("double d = std::sqrt(2.0);", "cmath"),
                            ("auto p = std::make_unique<int>(1);", "memory"),
                            ("Eigen::VectorXd v;", "Eigen/Core"), ("CLI::App app;", "CLI/CLI.hpp"),
                            ("TEST_CASE(\"one\") {}", "doctest/doctest.h")]:
            found = self.offences(x=f"// A comment.\n{use}\n")
            self.assertEqual(len(found), 1, use)
            self.assertTrue(found[0].startswith("src/math/x.cpp:2: "), found[0])
            self.assertTrue(found[0].endswith(f"needs <{header}>"), found[0])
            self.assertEqual(self.offences(x=f"#include <{header}>\n{use}\n"), [])

    def test_a_header_of_the_project_may_include_it(self):
        source = '#include "math/a.hpp"\nstd::vector<int> v;\n'
        self.assertEqual(self.offences(x=source, a='#include "math/b.hpp"\n', b="#include <vector>\n"), [])
        self.assertEqual(len(self.offences(x=source, a='#include "math/b.hpp"\n', b="")), 1)
        self.assertEqual(self.offences(a='#include "math/a.hpp"\n'), [])  # itself

    def test_a_header_that_needs_another_gives_it(self):
        self.assertEqual(self.offences(x="#include <fmt/ranges.h>\nauto t = fmt::join(a, b);\n"), [])
        self.assertEqual(self.offences(x="#include <Eigen/Cholesky>\nEigen::MatrixXd m;\n"), [])

    def test_names_of_the_project_come_from_its_headers(self):
        for header, use in [("int cell_count(int a);", "int b = cell_count(1);"),
                            ("struct CellStore {\n};", "void f(CellStore& c);"),
                            ("class ODDS_EXPORT CellStore {\n};", "void f(CellStore& c);"),
                            ("inline constexpr int kCells = 1;", "return kCells;"),
                            ("namespace test {\nint cell_count();\n}", "a = test::cell_count();")]:
            found = self.offences(x=use + "\n", a=header + "\n")
            self.assertEqual(len(found), 1, use)
            self.assertTrue(found[0].endswith('needs "src/math/a.hpp"'), found[0])
            for way in ('#include "math/a.hpp"\n', '#include "math/b.hpp"\n'):
                there = self.offences(x=way + use + "\n", a=header + "\n", b='#include "math/a.hpp"\n')
                self.assertEqual(there, [], use)

    def test_a_name_that_is_declared_nearer_is_another(self):
        far = "int cell_count(int a);\n"
        for near in ("int cell_count(int a) { return a; }\nint b = cell_count(1);\n",
                     "struct A {\n  int cell_count(int a);\n  int b = cell_count(1);\n};\n",
                     "int b = c.cell_count(1);\n", "auto cell_count = 1;\nf(cell_count);\n"):
            self.assertEqual(self.offences(x=near, a=far), [], near)

    def test_words_that_only_look_like_a_use(self):
        self.assertEqual(self.offences(x='// std::vector<int>\nconst char* t = "std::map<";\n'), [])
        self.assertEqual(self.offences(x="std::string_view text;\nmy::vector<int> v;\n"), [])


if __name__ == "__main__":
    unittest.main()
