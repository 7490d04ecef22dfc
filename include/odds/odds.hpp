// Everything that odds offers to a program that embeds it, but for odds/mpi.hpp of odds::mpi.
#pragma once

#include <odds/account.hpp>
#include <odds/arrow_matrix.hpp>
#include <odds/communicator.hpp>
#include <odds/csv.hpp>
#include <odds/describe.hpp>
#include <odds/dose.hpp>
#include <odds/error.hpp>
#include <odds/execution.hpp>
#include <odds/fit.hpp>
#include <odds/formula.hpp>
#include <odds/inference.hpp>
#include <odds/margin_words.hpp>
#include <odds/margins.hpp>
#include <odds/memory_table.hpp>
#include <odds/model_file.hpp>
#include <odds/optimizer.hpp>
#include <odds/predict.hpp>
#include <odds/report.hpp>
#include <odds/row_writer.hpp>
#include <odds/sigmoid.hpp>
#include <odds/table.hpp>
#include <odds/types.hpp>
#include <odds/unit_margins.hpp>
#include <odds/verify.hpp>
#include <odds/version.hpp>
