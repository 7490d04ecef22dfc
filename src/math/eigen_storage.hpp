// Eigen's arrays, which stay valid when memory for a new size cannot be had.
//
// DenseStorage::resize of Eigen 3.4 frees the old memory and keeps the pointer to it if there is
// none for the new size, so that the destructor frees it again. Here the array is empty before
// memory is asked for. A specialization must come before the first use: this header is the first
// one of every source of the library (target_precompile_headers).
#pragma once

#include <Eigen/Core>

namespace Eigen {

template <>
inline void DenseStorage<double, Dynamic, Dynamic, Dynamic, ColMajor>::resize(Index size,
                                                                              Index rows,
                                                                              Index cols) {
  if (size != m_rows * m_cols) {
    DenseStorage().swap(*this);  // frees the old memory
    if (size > 0) DenseStorage(size, rows, cols).swap(*this);
  }
  m_rows = rows;
  m_cols = cols;
}

template <>
inline void DenseStorage<double, Dynamic, Dynamic, 1, ColMajor>::resize(Index size, Index rows,
                                                                        Index cols) {
  if (size != m_rows) {
    DenseStorage().swap(*this);
    if (size > 0) DenseStorage(size, rows, cols).swap(*this);
  }
  m_rows = rows;
}

template <>
inline void DenseStorage<double, Dynamic, 1, Dynamic, RowMajor>::resize(Index size, Index rows,
                                                                        Index cols) {
  if (size != m_cols) {
    DenseStorage().swap(*this);
    if (size > 0) DenseStorage(size, rows, cols).swap(*this);
  }
  m_cols = cols;
}

}  // namespace Eigen
