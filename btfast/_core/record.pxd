from libc.stdint cimport uint64_t

from btfast._core.plan cimport Plan, bt_run, bt_slot

cdef class Field:
    cdef readonly object kind
    cdef readonly str name
    cdef readonly int slot
    cdef readonly int code
    cdef readonly int side   # of levels: 0 bids, 1 asks; -1 for everything else

cdef class Wire:
    cdef readonly dict names
    cdef readonly tuple envelope
    cdef readonly tuple fields
    cdef readonly object owner
    cdef Plan plan

cdef class Record:
    cdef readonly object data
    cdef readonly object symbol_name
    cdef readonly object asset_type
    cdef readonly double local_update_time
    cdef bytes _text
    cdef Py_ssize_t _start, _end
    cdef bt_slot *_slots
    cdef uint64_t _present[2]

    cdef int _read(self) except -1
    cdef Py_ssize_t read_at(self, bytes text, Py_ssize_t start) except -1
    cdef Py_ssize_t _run(self, bint whole) except -1
    cdef int _keep(self, Plan plan, bt_run *run) except -1
    cdef object _box(self, int slot, int code)
    cdef object _decode(self, bytes text)
    cdef int _attach(self, bytes text, Py_ssize_t start, Py_ssize_t end) except -1
