"""The checker of sizes finds the functions of C++ as they are written, and flags what is too big."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import check_sizes


def found(source):
    """(name, length, parameters) of each function."""
    return [(f.name, f.length, f.parameters) for f in check_sizes.cpp_functions(source)]


def body(lines):
    return "{\n" + "  ++n;\n" * (lines - 2) + "}\n"


class CppFunctions(unittest.TestCase):
    def test_plain_functions_methods_and_operators(self):
        self.assertEqual(found("int f() { return 1; }"), [("f", 1, 0)])
        self.assertEqual(found("int f(int a,\n      int b) {\n  return a;\n}"), [("f", 3, 2)])
        self.assertEqual(found("class A { int f() const override { return 1; } };"), [("f", 1, 0)])
        self.assertEqual(found("bool operator==(A a, A b) { return 1; }"), [("operator==", 1, 2)])
        self.assertEqual(found("bool operator()(A a) { return 1; }"), [("operator()", 1, 1)])
        self.assertEqual(found("auto f(int a) -> std::map<int, int> { return {}; }"), [("f", 1, 1)])
        self.assertEqual(found('TEST_CASE("a {, b") {\n  CHECK(1);\n}'), [("TEST_CASE", 3, 0)])

    def test_templates_count_their_own_commas_only(self):
        source = "template <class T, std::invocable<int> F>\nstd::pair<A, B> f(std::map<K, V> m, F g) {}"
        self.assertEqual(found(source), [("f", 1, 2)])

    def test_constructors_with_initialisers(self):
        self.assertEqual(found("A::A(int x) : a_(x), b_{x, 1} {\n}"), [("A", 2, 1)])
        self.assertEqual(found("struct A { explicit A(int x) : a_{x} {} };"), [("A", 1, 1)])

    def test_what_is_no_function(self):
        for source in (
            "namespace odds {\n}", "struct A : B {\n  int n = 0;\n};", "enum class E { a, b };",
            "const std::vector<int> kList = {1, 2};", "std::array<int, 2> pair{1, 2};",
            "int f(int a);", '#define X(a) { a }\n', 'const char* t = R"(int f() { })";',
            "// int f() {}\n/* int g() {} */",
        ):
            self.assertEqual(found(source), [], source)

    def test_lambdas_and_blocks_belong_to_the_function_around_them(self):
        source = "void f() {\n  const auto g = [&](int a) { return a; };\n  if (x) { g(1'000); }\n}"
        self.assertEqual(found(source), [("f", 4, 0)])

    def test_literals_do_not_disturb_the_count_of_braces(self):
        self.assertEqual(found("char f() {\n  return '{';\n}\nint g() { return '\"'; }"),
                         [("f", 3, 0), ("g", 1, 0)])


class Check(unittest.TestCase):
    def offences(self, path, text):
        """What the checker says of a project with one file."""
        with tempfile.TemporaryDirectory() as root:
            file = Path(root) / path
            file.parent.mkdir(parents=True)
            file.write_text(text)
            return check_sizes.check(Path(root))[0]

    def test_long_functions_are_flagged(self):
        self.assertEqual(self.offences("tests/x.cpp", "void f() " + body(60)), [])
        offences = self.offences("tests/x.cpp", "\nvoid f() " + body(61))
        self.assertEqual(offences, ["tests/x.cpp:2: f has 61 lines, at most 60 are allowed"])

    def test_long_files_are_flagged(self):
        self.assertEqual(self.offences("tests/x.cpp", "\n" * 500), [])
        self.assertIn("501 lines", self.offences("tests/x.cpp", "\n" * 501)[0])

    def test_six_parameters_are_flagged(self):
        self.assertEqual(self.offences("src/a/x.cpp", "void f(A a, B b, C c, D d, E e) {}"), [])
        self.assertIn("6 parameters", self.offences("src/a/x.cpp", "void f(A a, B b, C c, D d, E e, F f) {}")[0])

    def test_python_is_checked_too(self):
        self.assertEqual(self.offences("tools/x.py", "def f():\n" + "    a = 1\n" * 59), [])
        self.assertIn("61 lines", self.offences("tools/x.py", "def f():\n" + "    a = 1\n" * 60)[0])

    def test_median_and_ninth_decile_hold_for_the_library(self):
        short, medium, long = "void f() " + body(8), "void f() " + body(9), "void f() " + body(31)
        self.assertEqual(self.offences("src/a/x.cpp", short * 6 + medium * 4), [])
        self.assertIn("50% of functions", self.offences("src/a/x.cpp", short * 4 + medium * 6)[0])
        self.assertEqual(self.offences("src/a/x.cpp", short * 9 + long), [])
        self.assertIn("90% of functions", self.offences("src/a/x.cpp", short * 8 + long * 2)[0])
        self.assertIn("90% of files", self.offences("include/odds/x.hpp", "\n" * 351)[0])


if __name__ == "__main__":
    unittest.main()
