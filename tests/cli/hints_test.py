"""Hints are followed as a user would, and those that lead in a circle are found."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import hints

FLAGS = hints.Flags(with_value={"--na", "--event", "--het", "--var", "--range"},
                    alone={"--firth", "--drop-separated", "--fractional"})


def proposals(hint, command=("odds", "fit", "a.csv", "y ~ x")):
    return [" ".join(words[2:]) for words in hints.proposals(list(command), hint, FLAGS)]


class Hints(unittest.TestCase):
    def test_flags_are_put_behind_the_command(self):
        self.assertEqual(proposals("fit with --firth, or name it: --event 'not yes'"),
                         ["a.csv y ~ x --firth", "a.csv y ~ x --event not yes"])

    def test_flags_side_by_side_are_one_proposal(self):
        self.assertEqual(proposals("say --var x --range 0:1:0.1."), ["a.csv y ~ x --var x --range 0:1:0.1"])

    def test_a_flag_replaces_itself_and_others(self):
        command = ("odds", "fit", "a.csv", "--na", "9", "--drop-separated")
        self.assertEqual(proposals("pass --na '9,99'", command), ["a.csv --drop-separated --na 9,99"])
        self.assertEqual(proposals("--firth instead of --drop-separated", command),
                         ["a.csv --na 9 --firth"])

    def test_a_flag_is_left_out(self):
        command = ("odds", "fit", "a.csv", "--het", "on", "--fractional")
        self.assertEqual(proposals("leave out --het on, or go without --fractional", command),
                         ["a.csv --fractional", "a.csv --het on"])

    def test_whole_commands_are_run_with_the_file(self):
        self.assertEqual(proposals("did you mean odds fit FILE 'y ~ x + z'?"), ["a.csv y ~ x + z"])

    def test_a_formula_takes_the_place_of_the_one_that_failed(self):
        self.assertEqual(proposals("in the spelling of odds: y ~ z; flags: --firth"), ["a.csv y ~ z --firth"])
        self.assertEqual(proposals("in the spelling of odds: y ~ z"), ["a.csv y ~ z"])

    def test_a_word_is_left_out(self):
        command = ("odds", "fit", "a.csv", "y ~ x", "event=yes")
        self.assertEqual(proposals("write --event yes instead of event=yes", command),
                         ["a.csv y ~ x --event yes"])

    def test_what_the_user_has_to_know_is_not_followed(self):
        self.assertEqual(proposals("name it: --event VALUE; as in --event 3"), [])

    def dead_ends(self, answers):
        """Of `odds fit a.csv` in a program that answers commands so."""
        def run(command):
            return answers.get(command.removeprefix(f"timeout {hints.SECONDS} "), (["fine"], 0))
        return hints.dead_ends("odds fit a.csv", run("odds fit a.csv")[0], FLAGS, run)

    def test_success_and_other_errors_lead_on(self):
        self.assertEqual(self.dead_ends({"odds fit a.csv": (["odds: bad", "hint: --firth"], 4)}), [])
        self.assertEqual(self.dead_ends({
            "odds fit a.csv": (["odds: bad", "hint: --firth"], 4),
            "odds fit a.csv --firth": (["odds: worse"], 4)}), [])

    def test_a_circle_is_found(self):
        found = self.dead_ends({
            "odds fit a.csv": (["odds: bad", "hint: --firth"], 4),
            "odds fit a.csv --firth": (["odds: worse", "hint: leave out --firth"], 4)})
        self.assertEqual(len(found), 1)
        self.assertIn("comes back to: odds: bad", found[0])


if __name__ == "__main__":
    unittest.main()
