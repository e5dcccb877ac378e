from cpython.object cimport PyObject
from libc.stdint cimport int16_t, int64_t, uint8_t, uint32_t, uint64_t

from libc.string cimport memcmp

cdef extern from "Python.h":
    bint PyUnicode_IS_ASCII(object text)
    void *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)
    PyObject *PyList_GET_ITEM(object known, Py_ssize_t i)  # borrowed

cdef extern from "plan.h" nogil:
    ctypedef struct bt_span:
        uint32_t start
        uint32_t end
    ctypedef union bt_slot:
        double number
        int64_t integer
        bt_span span
    enum bt_kind:
        BT_FLOAT
        BT_INT
        BT_TEXT
        BT_BOOL
        BT_RAW
        BT_LEVELS
        BT_NODE
        BT_SELECT
    enum:
        BT_MAX_SLOTS
        BT_TABLE
    struct bt_node
    ctypedef struct bt_action:
        const char *name
        uint32_t length
        uint8_t kind
        uint8_t slot
        int16_t also
        bt_node *node
    struct bt_node:
        bt_action *actions
        int count
        uint8_t one[128]
        uint8_t table[512]
        uint64_t multiplier
        int16_t *row
        int row_length
        const char *select
        uint32_t select_length
    ctypedef struct bt_run:
        const char *base
        const char *end
        bt_slot *slots
        uint64_t present[2]
        double *levels[2]
        long counts[2]
        uint32_t level_spans[2][2]
        int odd_levels
        int more
        const char *stop
        const char *fault
    uint64_t bt_key_hash(const char *key, long n, uint64_t multiplier)
    int bt_run_prefix(const bt_node *node, bt_run *run)
    int bt_run_message(const bt_node *node, bt_run *run)
    void bt_run_begin(bt_run *run, const char *base, const char *end, bt_slot *slots)

cdef inline bint has(bt_run *run, int slot) noexcept:
    return (run.present[slot >> 6] >> (slot & 63)) & 1

cdef object fault_error(str name, bt_run *run)

cdef class Plan:
    cdef bt_node *root
    cdef list nodes          # capsules of every node, freed together
    cdef list names          # the bytes that actions point to
    cdef double *work[2]     # level buffers, grown to the longest message
    cdef long room
    cdef readonly bint has_levels

    cdef bt_node *_node(self, object sketch, dict made) except NULL
    cdef const char *_keep(self, str name) except NULL
    cdef int _entry(self, bt_node *node, str name, list entries, dict made) except -1
    cdef int _index(self, bt_node *node) except -1
    cdef int prepare(self, bt_run *run, bytes message, Py_ssize_t start, Py_ssize_t end, bt_slot *slots) except -1

cdef class Texts:
    cdef list known
    cdef str learn(self, const char *start, const char *end, int place)


cdef inline str known_text(Texts texts, const char *start, const char *end):
    """Return the text of a JSON string's inside: the object made last time where it is the same."""
    cdef long n = end - start
    cdef int place = <int>bt_key_hash(start, n, 0x9E3779B97F4A7C15ULL)
    cdef object text = <object>PyList_GET_ITEM(texts.known, place)
    if PyUnicode_GET_LENGTH(text) == n and memcmp(PyUnicode_DATA(text), start, n) == 0:
        return <str>text
    return texts.learn(start, end, place)
