// The commands: each of these declares one, with its flags, help and action.
#pragma once

#include "cli/session.hpp"

namespace odds::cli {

void add_fit(CLI::App& app, Session& session);
void add_margins(CLI::App& app, Session& session);
void add_sensitivity(CLI::App& app, Session& session);
void add_predict(CLI::App& app, Session& session);
void add_dose(CLI::App& app, Session& session);
void add_test(CLI::App& app, Session& session);
void add_compare(CLI::App& app, Session& session);
void add_select(CLI::App& app, Session& session);
void add_diagnose(CLI::App& app, Session& session);
void add_validate(CLI::App& app, Session& session);
void add_show(CLI::App& app, Session& session);
void add_describe(CLI::App& app, Session& session);
void add_verify(CLI::App& app, Session& session);
void add_sigmoid(CLI::App& app, Session& session);

/// Behind the commands that it has pages of.
void add_help_command(CLI::App& app, Session& session);

/// Last: it completes the commands that were declared before it.
void add_completion(CLI::App& app, Session& session);

/// A command under `app`, with worked examples below its help.
CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& description,
                      const std::string& examples);

}  // namespace odds::cli
