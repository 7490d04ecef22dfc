// A file that is written out of sight and takes the place of another one when it is complete.
#pragma once

#include "cli/signals.hpp"

#include <optional>
#include <string>
#include <sys/stat.h>

namespace odds::cli {

/// A new regular file that is to appear at `path`. Until then it has no name where the file system
/// offers that (O_TMPFILE), or a hidden random one in the same folder, which the destructor and
/// every signal that ends the program remove.
///
/// It takes over mode, owner and group of the file that it replaces, as far as the system permits.
/// Every step throws Error(system), which names the file as `name`.
class NewFile {
 public:
  /// `path`: no symbolic link (output_path).
  NewFile(std::string path, std::string name);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  int descriptor() const { return descriptor_; }

  /// Brings to the disk what was written. The file is complete then, and still out of sight.
  void finish();

  /// Closes the file under its hidden name. With `restorable` the file to be replaced gets a second
  /// name, so that `restore` can bring it back, where the file system has hard links.
  void get_ready(bool restorable);

  /// Gives the file its name, in one step: at every moment there is the old or the new one.
  void replace();

  /// Undoes `replace`.
  void restore() noexcept;

  /// Removes all names but `path` that this has made.
  void remove_other_names() noexcept;

  /// A sentence about what the new file does not take over; empty if there is nothing to tell.
  std::string difference() const;

 private:
  void open();
  void take_over_mode();
  void close_or_throw();
  template <class Make>
  std::string make_hidden(Make make) const;

  std::string path_;
  std::string name_;
  std::optional<struct stat> old_;  ///< the file to be replaced
  std::string hidden_;              ///< name before `replace`; empty: none
  std::string kept_;                ///< second name of the file that is replaced; empty: none
  bool owner_kept_ = true;
  int descriptor_ = -1;
  std::optional<RemovedOnSignal> removed_on_signal_;
};

}  // namespace odds::cli
