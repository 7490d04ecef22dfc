// Values to bytes and back, to hand them from one process to another.
#pragma once

#include <odds/error.hpp>
#include <odds/types.hpp>

#include <Eigen/Core>

#include <concepts>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace odds {

/// A type that names what it consists of: a member `auto fields() { return std::tie(a, b); }`.
template <class T>
concept HasFields = requires(T& value) {
  value.fields();
};

/// A type of which a function beside it names that: `auto fields_of(T& value)`.
template <class T>
concept FieldsAreListed = requires(T& value) {
  fields_of(value);
};

/// Appends values to bytes, as they lie in memory: for processes of one architecture.
///
/// Numbers and enums; texts, vectors, maps, pairs, optionals and Eigen's vectors and matrices of
/// what can be packed; and types that have fields or whose fields are listed.
class Packer {
 public:
  /// Refers to `bytes`, which must outlive it.
  explicit Packer(std::string& bytes) : bytes_(bytes) {}

  template <class T>
  void put(const T& value) {
    if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
      put_numbers(&value, 1);
    } else if constexpr (HasFields<T>) {
      // fields() hands out references to write to, of which none is written to here.
      put_all(const_cast<T&>(value).fields());
    } else if constexpr (FieldsAreListed<T>) {
      put_all(fields_of(const_cast<T&>(value)));
    } else {
      put_container(value);
    }
  }

 private:
  template <class T>
  void put_numbers(const T* first, std::size_t count) {
    bytes_.append(reinterpret_cast<const char*>(first), count * sizeof(T));
  }

  template <class... T>
  void put_all(const std::tuple<T&...>& fields) {
    std::apply([this](const T&... each) { (put(each), ...); }, fields);
  }

  void put_size(std::size_t size) { put(static_cast<std::uint64_t>(size)); }

  void put_container(const std::string& text) {
    put_size(text.size());
    bytes_ += text;
  }

  template <class T>
  void put_container(const std::vector<T>& values) {
    put_size(values.size());
    if constexpr (std::is_arithmetic_v<T>) {
      put_numbers(values.data(), values.size());
    } else {
      for (const T& value : values) put(value);
    }
  }

  template <class Key, class T, class Less>
  void put_container(const std::map<Key, T, Less>& entries) {
    put_size(entries.size());
    for (const auto& entry : entries) put(entry);
  }

  template <class First, class Second>
  void put_container(const std::pair<First, Second>& pair) {
    put(pair.first);
    put(pair.second);
  }

  template <class T>
  void put_container(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }

  template <class Derived>
  void put_container(const Eigen::PlainObjectBase<Derived>& matrix) {
    put(static_cast<Index>(matrix.rows()));
    put(static_cast<Index>(matrix.cols()));
    put_numbers(matrix.data(), static_cast<std::size_t>(matrix.size()));
  }

  std::string& bytes_;
};

/// Takes values from bytes in the order in which a Packer appended them. Bytes that end too early,
/// or name a size that cannot be, throw Error(system); nothing is read beyond them.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}

  template <class T>
  void get(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      value = get_as<std::uint8_t>() != 0;  // no other byte is a bool
    } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
      get_numbers(&value, 1);
    } else if constexpr (HasFields<T>) {
      get_all(value.fields());
    } else if constexpr (FieldsAreListed<T>) {
      get_all(fields_of(value));
    } else {
      get_container(value);
    }
  }

  /// Throws Error(system) unless all bytes have been taken.
  void finish() const {
    if (!rest_.empty()) fail();
  }

 private:
  [[noreturn]] static void fail() {
    throw Error(ErrorKind::system,
                {.what = "what another process sent cannot be read",
                 .where = {},
                 .hint = "all processes must run the same version on machines of the same kind",
                 .excerpt = {}});
  }

  template <class T>
  void get_numbers(T* first, std::size_t count) {
    if (count > rest_.size() / sizeof(T)) fail();
    if (count > 0) std::memcpy(first, rest_.data(), count * sizeof(T));
    rest_.remove_prefix(count * sizeof(T));
  }

  template <class... T>
  void get_all(const std::tuple<T&...>& fields) {
    std::apply([this](T&... each) { (get(each), ...); }, fields);
  }

  template <class T>
  T get_as() {
    T value{};
    get(value);
    return value;
  }

  /// The size of a container, of which each element takes `least` bytes or more.
  std::size_t get_size(std::size_t least) {
    const auto size = get_as<std::uint64_t>();
    if (size > rest_.size() / least) fail();
    return static_cast<std::size_t>(size);
  }

  void get_container(std::string& text) {
    const std::size_t size = get_size(1);
    text.assign(rest_.substr(0, size));
    rest_.remove_prefix(size);
  }

  template <class T>
  void get_container(std::vector<T>& values) {
    if constexpr (std::is_arithmetic_v<T>) {
      values.resize(get_size(sizeof(T)));
      get_numbers(values.data(), values.size());
    } else {
      values.clear();
      for (std::size_t left = get_size(1); left > 0; --left) get(values.emplace_back());
    }
  }

  template <class Key, class T, class Less>
  void get_container(std::map<Key, T, Less>& entries) {
    entries.clear();
    for (std::size_t left = get_size(1); left > 0; --left) {
      Key key = get_as<Key>();
      entries.emplace_hint(entries.end(), std::move(key), get_as<T>());
    }
  }

  template <class First, class Second>
  void get_container(std::pair<First, Second>& pair) {
    get(pair.first);
    get(pair.second);
  }

  template <class T>
  void get_container(std::optional<T>& value) {
    value.reset();
    if (get_as<bool>()) get(value.emplace());
  }

  template <class Derived>
  void get_container(Eigen::PlainObjectBase<Derived>& matrix) {
    using Scalar = typename Derived::Scalar;
    const auto rows = get_as<Index>();
    const auto columns = get_as<Index>();
    const bool fits = Derived::ColsAtCompileTime == Eigen::Dynamic || columns == 1;
    const auto most = static_cast<Index>(rest_.size() / sizeof(Scalar));
    // Of 0 rows there may be any number of columns, which take no bytes.
    if (rows < 0 || columns < 0 || !fits || (rows > 0 && columns > most / rows)) fail();
    matrix.resize(rows, columns);
    get_numbers(matrix.data(), static_cast<std::size_t>(matrix.size()));
  }

  std::string_view rest_;
};

template <class T>
std::string pack(const T& value) {
  std::string bytes;
  Packer(bytes).put(value);
  return bytes;
}

/// Throws Error(system) for bytes that `pack` of a T cannot have made.
template <std::default_initializable T>
T unpack(std::string_view bytes) {
  T value{};
  Unpacker unpacker(bytes);
  unpacker.get(value);
  unpacker.finish();
  return value;
}

}  // namespace odds
