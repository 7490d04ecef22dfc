"""The checker of units finds what two sources of a directory both define, and no overloads."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import check_unity


def clashes(*sources, directories=None):
    """What the checker says of sources that share a directory of src/."""
    with tempfile.TemporaryDirectory() as root:
        for number, source in enumerate(sources):
            place = Path(root) / "src" / (directories[number] if directories else "data")
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{number}.cpp").write_text(f"namespace {{\n{source}\n}}  // namespace\n")
        return list(check_unity.check_units(Path(root)))


class Clashes(unittest.TestCase):
    def test_whatever_is_defined_twice(self):
        for source in (
            "int number_of(int a) { return a; }", "struct Shape {\n  int n = 0;\n};", "enum class E { a };",
            "template <class T>\nT f(T a) {\n  return a;\n}", "constexpr double kNan = limits::quiet_NaN();",
            'const char* const kText = "a;b{";', "const std::vector<int> kList{1, 2};", "int table[2] = {1, 2};",
        ):
            self.assertEqual(len(clashes(source, source)), 1, source)

    def test_the_place_is_that_of_the_second(self):
        found = clashes("int f() { return 1; }", "int g() {\n  return 1;\n}\nint f() { return 2; }")
        self.assertEqual(found, ["src/data/1.cpp:5: f is also defined in 0.cpp"])

    def test_overloads_members_and_repeated_aliases_are_none(self):
        self.assertEqual(clashes("int f(int a) { return a; }", "int f(double a) { return 1; }"), [])
        self.assertEqual(clashes("void A::run(int a) {}", "void B::run(int a) {}"), [])
        self.assertEqual(clashes("using Kind = A::Kind;", "using Kind = A::Kind;"), [])
        self.assertEqual(len(clashes("using Kind = A::Kind;", "using Kind = B::Kind;")), 1)
        self.assertEqual(clashes("struct A {\n  int run() { return 1; }\n};",
                                 "struct B {\n  int run() { return 1; }\n};"), [])
        self.assertEqual(clashes('TEST_CASE("a") {}', 'TEST_CASE("b") {}'), [])

    def test_names_of_parameters_make_no_overload(self):
        self.assertEqual(len(clashes("int f(const A& a, int n = 1) { return n; }",
                                     "int f(const A& b, int) { return 2; }")), 1)

    def test_directories_and_other_namespaces_are_apart(self):
        source = "int f() { return 1; }"
        self.assertEqual(clashes(source, source, directories=["data/csv", "data/input"]), [])
        self.assertEqual(clashes(source, "}\nnamespace odds {\nint f() { return 1; }"), [])

    def test_types_of_the_namespace_odds_are_defined_once(self):
        point = "namespace odds {\nstruct Point {\n  int x = 0;\n};\n}  // namespace odds\n"
        state = "namespace odds {\nstruct Point::State {\n  int y = 0;\n};\n}  // namespace odds\n"
        with tempfile.TemporaryDirectory() as root:
            for place, source in (("include/odds/point.hpp", point), ("src/math/point.cpp", state),
                                  ("src/solve/held.hpp", point.replace("struct", "class ODDS_EXPORT"))):
                (Path(root) / place).parent.mkdir(parents=True, exist_ok=True)
                (Path(root) / place).write_text(source)
            self.assertEqual(list(check_unity.check_types(Path(root))),
                             ["src/solve/held.hpp:2: odds::Point is also defined in include/odds/point.hpp"])


if __name__ == "__main__":
    unittest.main()
