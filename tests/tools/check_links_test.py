"""The checker of links flags dead ones, pages nobody is led to, and a README that is too long."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import check_links

PROJECT = {
    "README.md": "# odds\n\nRead [the guide](tests/guide/README.md#a-first-fit) and [here](#odds).\n",
    "tests/guide/README.md": "# Guide\n\n## A first fit\n\n[fit](fit.md), [web](https://example.org)\n",
    "tests/guide/fit.md": "# Fit\n\nNote N001.\n\n```console\n$ echo '[x](nowhere.md)'\n```\n",
    "tests/CMakeLists.txt": "set(guide tests/guide/fit.md)\n",
    "include/odds/notes.hpp": "enum class NoteCode {\n  first = 1,\n};\n",
}


class CheckLinks(unittest.TestCase):
    def offences(self, files):
        """What the checker says of the project, changed by `files`."""
        with tempfile.TemporaryDirectory() as root:
            for name, text in (PROJECT | files).items():
                path = Path(root) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return check_links.check(Path(root))

    def assert_flags(self, files, *words):
        offences = self.offences(files)
        self.assertEqual(len(offences), 1, offences)
        for word in words:
            self.assertIn(word, offences[0])

    def test_a_clean_project_passes(self):
        self.assertEqual(self.offences({}), [])

    def test_a_link_to_no_file(self):
        self.assert_flags({"a.md": "# A\n\nSee [b](b.md).\n"}, "a.md:3", "b.md", "nowhere")

    def test_a_link_to_no_heading(self):
        self.assert_flags({"a.md": "[b](README.md#speed)\n"}, "a.md:1", "heading")

    def test_a_link_out_of_the_project(self):
        self.assert_flags({"a.md": "[b](../../)\n"}, "out of the project")

    def test_headings_are_spelled_as_on_github(self):
        page = "# What `odds` does: it's fast\n\n# Same\n\n# Same\n\n"
        links = "[a](#what-odds-does-its-fast) [b](#same) [c](#same-1)\n"
        self.assertEqual(self.offences({"a.md": page + links}), [])

    def test_code_is_no_link(self):
        self.assertEqual(self.offences({"a.md": "`[x](nowhere.md)`\n"}), [])

    def test_a_build_is_no_part_of_the_project(self):
        self.assertEqual(self.offences({"build/a.md": "[b](b.md)\n"}), [])

    def test_a_long_readme(self):
        self.assert_flags({"README.md": PROJECT["README.md"] + "\n" * 200}, "README.md:201", "200")

    def test_a_page_that_is_not_in_the_index(self):
        files = {"tests/guide/odd.md": "# Odd\n",
                 "tests/CMakeLists.txt": "tests/guide/fit.md tests/guide/odd.md\n"}
        self.assert_flags(files, "tests/guide/odd.md", "README.md")

    def test_a_page_that_is_not_run(self):
        self.assert_flags({"tests/CMakeLists.txt": "\n"}, "tests/guide/fit.md", "not run")

    def test_a_note_that_no_page_explains(self):
        notes = "enum class NoteCode {\n  first = 1,\n  second = 12,\n};\n"
        self.assert_flags({"include/odds/notes.hpp": notes}, "notes.hpp:3", "N012", "second")

    def test_a_place_on_a_machine(self):
        self.assert_flags({"a.md": "```\n/home/me/odds\n```\n"}, "a.md:2", "machine")


if __name__ == "__main__":
    unittest.main()
