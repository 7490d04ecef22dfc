"""Follows the hints of error messages, as a user would.

A hint leads on if the command that it proposes succeeds or fails for another reason. Followed from
message to message, hints must never come back to one that was seen before.

Of a hint, what can be typed is followed: flags with their values (`--event yes`), put behind the
failed command, those that stand side by side at once; flags to be left out (`leave out --het on`);
words to be left out (`instead of link=probit`); a formula `in the spelling of odds`, put in the place
of that of the failed command; and whole commands (`odds fit FILE 'y ~ x'`, whose FILE is that of the failed command). Words in
capitals stand for something that the user knows, and what follows `as in` or `such as` is an
example: they are not followed.
"""
import re
import shlex
from typing import NamedTuple

MOST_STEPS = 4
SECONDS = 10  # a command that is at work for so long was not refused
TIMED_OUT = 124
PLACEHOLDER = re.compile(r"[A-Z][A-Z0-9_]*\b")
SHELL = re.compile(r"[|;&<>`$()]|\b(?:cd|for|if|while)\b")
WRITES = {"--save", "--trace", "-o", "--output"}


class Flags(NamedTuple):
    """The long flags of the program."""

    with_value: set
    alone: set


def flags_of(fish_completion):
    """From the script that `odds completion fish` prints."""
    with_value, alone = set(), set()
    for line in fish_completion.splitlines():
        if match := re.search(r" -l (\S+)( -r)?", line):
            (with_value if match.group(2) else alone).add("--" + match.group(1))
    return Flags(with_value, alone)


def message_and_hint(lines):
    """The first line of an error and its hint, each without its head; empty where there is none."""
    message = next((line for line in lines if line.startswith("odds: ")), "")
    hint = next((line[6:] for line in lines if line.startswith("hint: ")), "")
    return message, hint


def values_in(text):
    """The value that stands at the beginning of the text, quoted or up to a blank; none: None."""
    match = re.match(r"""[ =]('[^']*'|"[^"]*"|[^\s'"]+)""", text)
    return match and match.group(1)


def unpunctuated(value):
    """The value without the marks of the sentence; one that is a mark itself stays: `--decimal ,;`."""
    return value.rstrip(",;:.?)") or value[0]


LEFT_OUT = ("leave out ", "without ", "instead of ")


def proposed_flags(hint, flags):
    """For each run of flags in the hint, them with their values; those to be left out have None."""
    runs, end = [], None
    for match in re.finditer(r"(?<![\w-])--[a-z][a-z0-9-]*", hint):
        flag, value = match.group(), values_in(hint[match.end():])
        takes_value = flag in flags.with_value
        if not takes_value and flag not in flags.alone or takes_value and not value:
            continue
        words = [flag, shlex.split(unpunctuated(value))[0]] if takes_value else [flag]
        if hint[:match.start()].endswith(LEFT_OUT):
            words.append(None)
        if end is not None and hint[end:match.start()] in (" ", " instead of "):
            runs[-1].append(words)
        else:
            runs.append([words])
        end = match.end() + (len(value) + 1 if takes_value else 0)
    return [run for run in runs
            if not any(PLACEHOLDER.fullmatch(words[-1]) for words in run if words[-1])]


def proposed_commands(hint, words):
    """Whole commands of the hint, with the file of the failed command."""
    for match in re.finditer(r"odds [a-z]+(?: (?:'[^']*'|\"[^\"]*\"|[^\s;,?]+))+", hint):
        try:
            proposed = shlex.split(match.group())
        except ValueError:
            continue
        proposed = [words[2] if word in ("FILE", "DATA") and len(words) > 2 else word
                    for word in proposed]
        if not any(PLACEHOLDER.fullmatch(word) for word in proposed[2:]):
            yield proposed


def without_flag(words, flag):
    """The command without a flag and its value."""
    kept, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word == flag[0]:
            skip = len(flag) > 1
        elif not word.startswith(flag[0] + "="):
            kept.append(word)
    return kept


def with_replaced_words(words, hint):
    """The command with the formula of the hint, and without the words that something stands for."""
    left_out = re.findall(r"instead of ([^\s-]\S*)", hint)
    words = [word for word in words if word not in left_out]
    spelling = re.search(r"in the spelling of odds: ([^;]*)", hint)
    return [*words[:3], spelling.group(1), *words[4:]] if spelling and len(words) > 3 else words


def proposals(words, hint, flags):
    """The commands that a user may type who reads the hint."""
    hint = re.split(r"\b(?:as in|such as)\b", hint)[0]
    commands = list(proposed_commands(hint, words))
    if commands:
        return commands
    failed, words = words, with_replaced_words(words, hint)
    runs = proposed_flags(hint, flags)
    if not runs and words != failed:
        return [words]
    for run in runs:
        proposal = words
        for flag in run:
            if flag[-1] is None:
                proposal = without_flag(proposal, flag[:-1])
            else:
                proposal = without_flag(proposal, flag) + flag
        commands.append(proposal)
    return commands


def is_simple(command):
    """Whether it is one command of odds, that writes no file."""
    if not command.startswith("odds ") or SHELL.search(re.sub(r"'[^']*'|\"[^\"]*\"", "", command)):
        return False
    words = shlex.split(command)
    return not any(word.split("=")[0] in WRITES for word in words)


def dead_ends(command, lines, flags, run):
    """Sentences about hints that lead nowhere; `run(command)` is (lines, status)."""
    if not is_simple(command):
        return []
    message, hint = message_and_hint(lines)
    return list(follow(shlex.split(command), hint, (message,), lambda words: run(shlex.join(words)),
                       flags))


def follow(words, hint, seen, run, flags):
    """Yields dead ends behind a command that failed with the messages `seen`, the last one latest."""
    if len(seen) > MOST_STEPS:
        return
    for proposal in proposals(words, hint, flags):
        lines, status = run(["timeout", str(SECONDS), *proposal])
        message, next_hint = message_and_hint(lines)
        if status in (0, 6, TIMED_OUT):
            continue
        if message in seen:
            yield f"hint: {hint}\n  $ {shlex.join(proposal)}\n  comes back to: {message}"
        else:
            yield from follow(proposal, next_hint, (*seen, message), run, flags)
