"""The checker of notes flags codes without a row, made nowhere or twice, and literals."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import check_notes

HEADER = "enum class NoteCode {\n  first = 1,\n  second = 2,\n};\n"
TABLE = '    {first, remark, "fit", "One."},\n    {second, warning, "fit", "Two."},\n'
MADE = 'make_note(NoteCode::first, "a");\nmake_note(\n    NoteCode::second, "b");\n'


class CheckNotes(unittest.TestCase):
    def offences(self, files):
        """What the checker says of a project with two notes, changed by `files`."""
        with tempfile.TemporaryDirectory() as root:
            project = {check_notes.HEADER: HEADER, check_notes.TABLE: TABLE, "src/fit/a.cpp": MADE}
            for name, text in (project | files).items():
                path = Path(root) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return check_notes.check(Path(root))

    def assert_flags(self, files, *words):
        offences = self.offences(files)
        self.assertEqual(len(offences), 1, offences)
        for word in words:
            self.assertIn(word, offences[0])

    def test_a_clean_project_passes(self):
        self.assertEqual(self.offences({}), [])

    def test_a_choice_between_codes_makes_both(self):
        text = "make_note(bad ? NoteCode::first : NoteCode::second, text);"
        self.assertEqual(self.offences({"src/fit/a.cpp": text}), [])

    def test_a_code_without_a_row(self):
        self.assert_flags({check_notes.TABLE: TABLE.splitlines()[0] + "\n"}, "second")

    def test_rows_in_another_order(self):
        swapped = "\n".join(reversed(TABLE.splitlines())) + "\n"
        self.assert_flags({check_notes.TABLE: swapped}, "order")

    def test_a_note_that_is_made_nowhere(self):
        self.assert_flags({"src/fit/a.cpp": MADE.splitlines()[0]}, "second", "nowhere", ":3:")

    def test_a_note_that_is_made_in_two_files(self):
        again = 'note(NoteCode::first, "c");\n'
        self.assert_flags({"src/cli/b.cpp": again}, "first", "src/cli/b.cpp, src/fit/a.cpp")

    def test_a_literal(self):
        self.assert_flags({"src/cli/b.cpp": 'if (note.code == "N001") {\n'}, "src/cli/b.cpp:1", "N001")


if __name__ == "__main__":
    unittest.main()
