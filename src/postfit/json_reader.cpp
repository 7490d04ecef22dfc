#include "postfit/json_reader.hpp"

#include <odds/error.hpp>

namespace odds {

void throw_damaged(const std::string& file, const std::string& what) {
  throw Error(ErrorKind::data, {.what = "this is no usable model file: " + what,
                                .where = {.file = file, .line = 0, .column = {}},
                                .hint = "model files are written by `odds fit --save`",
                                .excerpt = {}});
}

}  // namespace odds
