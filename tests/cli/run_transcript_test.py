"""The runner of transcripts notices every way in which a command can differ from what is written."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import run_transcript


def outcome(block):
    """(commands run, complaints) of one console block, with `echo` in the place of odds."""
    return run_transcript.run_file(f"Text.\n\n```console\n{block}\n```\n", Path("/bin/echo"))


class RunTranscript(unittest.TestCase):
    def assert_passes(self, block, count=1):
        self.assertEqual(outcome(block), (count, []))

    def assert_fails(self, block, word):
        _, complaints = outcome(block)
        self.assertEqual(len(complaints), 1, block)
        self.assertIn(word, complaints[0])

    def test_commands_for_several_processes_need_theirs(self):
        text = "```console\n$ odds-mpi a  # for mpirun\na\n```\n"
        self.assertEqual(run_transcript.run_file(text, Path("/bin/echo")), (0, []))
        self.assertEqual(run_transcript.run_file(text, Path("/bin/echo"), Path("/bin/echo")), (1, []))

    def test_output_is_compared_line_by_line(self):
        self.assert_passes("$ odds a b\na b")
        self.assert_passes("$ odds a\na\n$ odds b; odds c\nb\nc", count=2)
        self.assert_fails("$ odds a\nb", "+a")
        self.assert_fails("$ odds a", "+a")
        self.assert_fails("$ true\na", "-a")

    def test_dots_stand_for_any_lines(self):
        block = "$ printf '1\\n2\\n3\\n'\n"
        for lines in ("1\n...\n3", "...\n3", "1\n...", "...", "1\n2\n...\n3"):
            self.assert_passes(block + lines)
        self.assert_fails(block + "1\n...\n2", "+3")

    def test_the_last_of_many_digits_do_not_count(self):
        self.assert_passes("$ odds 0.014001587428389525,-1\n0.014001587428389526,-1")
        self.assert_passes("$ odds -6.250000000000001e-2,b\n-0.0625,b")
        self.assert_fails("$ odds 0.014001587428389525\n0.014001587429389525", "+0.014001587428")
        self.assert_fails("$ odds 0.0140015874283\n0.0140015874284", "+0.0140015874283")
        self.assert_fails("$ odds 200000000000001\n200000000000002", "+200000000000001")

    def test_the_exit_status_counts(self):
        self.assert_passes("$ exit 4\n# exit 4")
        self.assert_fails("$ exit 4", "exit status 4 instead of 0")
        self.assert_fails("$ true\n# exit 4", "exit status 0 instead of 4")

    def test_standard_error_belongs_to_the_output(self):
        self.assert_passes("$ odds a >&2\na")

    def test_commands_go_on_after_a_backslash(self):
        self.assert_passes("$ odds a \\\n> b\na b")
        self.assert_passes("$ odds a \\\n  b\na b")

    def test_tools_run_is_the_built_command(self):
        self.assert_passes("$ tools/run a\na")
        self.assert_passes("$ true && ./tools/run a | cat\na")

    def test_commands_stand_at_the_root_and_leave_nothing_there(self):
        self.assert_passes("$ ls CMakeLists.txt\nCMakeLists.txt")
        self.assert_passes("$ odds a >left_behind; cat left_behind\na")
        self.assertFalse((run_transcript.ROOT / "left_behind").exists())

    def test_named_blocks_are_files(self):
        text = "```csv few.csv\nx,y\n1,2\n```\n\n```console\n$ cat few.csv\nx,y\n1,2\n```\n"
        self.assertEqual(run_transcript.run_file(text, Path("/bin/echo")), (1, []))

    def test_other_blocks_are_not_run(self):
        self.assertEqual(run_transcript.run_file("```sh\n$ exit 1\n```\n", Path("/bin/echo")), (0, []))


if __name__ == "__main__":
    unittest.main()
