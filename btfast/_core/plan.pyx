"""A plan: a table of wire names, compiled so that one pass over a message fills its slots.

The pass itself is C (`plan.h`); this module builds its nodes. A node is what one JSON object or row may hold.
"""

cimport cython
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc, PyMem_Realloc
from libc.stdint cimport int16_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memset

from btfast._core.scan cimport text_between

import re

from btfast.exceptions import DataParseError

SELECT = re.compile(r"(\w+)\[(\w+)=(\w+)\]")


cdef class Draft:
    """A node on the way to a plan: what each key, position and selected element leads to."""

    cdef dict keys        # name -> list of (code, slot) and Drafts
    cdef dict positions   # position -> list of (code, slot)
    cdef dict elements    # of an array chosen by value: value -> Draft
    cdef str select

    def __cinit__(self):
        self.keys = {}
        self.positions = {}
        self.elements = {}
        self.select = ""

    cdef Draft child(self, str name, str select=""):
        for entry in self.keys.setdefault(name, []):
            if isinstance(entry, Draft) and (<Draft>entry).select == select:
                return entry
        cdef Draft draft = Draft()
        draft.select = select
        self.keys[name].append(draft)
        return draft

    cdef add(self, name, int code, int slot):
        """Lead a wire name to a slot: a position, or dotted keys with at most a selection in between."""
        cdef Draft node = self
        if isinstance(name, int):
            self.positions.setdefault(name, []).append((code, slot))
            return
        *path, last = name.split(".")
        for part in path:
            chosen = SELECT.fullmatch(part)
            if chosen is None:
                node = node.child(part)
            else:
                node = node.child(chosen[1], chosen[2])
                node = node.elements.setdefault(chosen[3], Draft())
        if last.isdigit():
            node.positions.setdefault(int(last), []).append((code, slot))
        else:
            node.keys.setdefault(last, []).append((code, slot))


@cython.final
cdef class NodeBox:
    """Owns one node of a plan."""

    cdef bt_node *node

    def __cinit__(self, int actions, int positions):
        self.node = <bt_node *>PyMem_Calloc(1, sizeof(bt_node))
        if self.node == NULL:
            raise MemoryError
        self.node.actions = <bt_action *>PyMem_Calloc(actions + 1, sizeof(bt_action))
        if self.node.actions == NULL:
            raise MemoryError
        if positions:
            self.node.row = <int16_t *>PyMem_Malloc(positions * sizeof(int16_t))
            if self.node.row == NULL:
                raise MemoryError
            memset(self.node.row, 0xFF, positions * sizeof(int16_t))
            self.node.row_length = positions

    def __dealloc__(self):
        if self.node != NULL:
            PyMem_Free(self.node.actions)
            PyMem_Free(self.node.row)
            PyMem_Free(self.node)


cdef class Plan:
    """What a table of wire names becomes: nodes of keys and actions, and room for levels.

    Args:
        entries: (wire name, code, slot) triples; a wire name is a position, a key, or dotted keys.
        envelope: Keys under which the same fields may lie instead of at the top.
    """

    def __init__(self, list entries, tuple envelope=()):
        cdef Draft draft = Draft()
        self.nodes = []
        self.names = []
        for name, code, slot in entries:
            self.has_levels = self.has_levels or code == BT_LEVELS
            draft.add(name, code, slot)
        for name in envelope:
            draft.keys.setdefault(name, []).append(draft)
        self.root = self._node(draft, {})

    def __dealloc__(self):
        PyMem_Free(self.work[0])
        PyMem_Free(self.work[1])

    cdef bt_node *_node(self, object sketch, dict made) except NULL:
        """Build the node of a draft; a draft met again (an envelope) is its own node."""
        cdef Draft draft = <Draft>sketch
        cdef NodeBox box
        cdef bt_node *node
        cdef int count
        if id(draft) in made:
            return (<NodeBox>made[id(draft)]).node
        table = draft.elements or draft.keys
        count = sum(len(entries) if isinstance(entries, list) else 1 for entries in table.values())
        count += sum(len(entries) for entries in draft.positions.values())
        if count > 120:
            raise TypeError(f"{count} names in one object: at most 120")
        box = NodeBox(count, max(draft.positions, default=-1) + 1)
        made[id(draft)] = box
        self.nodes.append(box)
        node = box.node
        if draft.select:
            node.select = self._keep(draft.select)
            node.select_length = <uint32_t>len(draft.select.encode())
        for name, entries in table.items():
            self._entry(node, name, entries if isinstance(entries, list) else [entries], made)
        for position, entries in draft.positions.items():
            node.row[position] = <int16_t>node.count
            self._entry(node, "", entries, made)
        self._index(node)
        return node

    cdef const char *_keep(self, str name) except NULL:
        cdef bytes text = name.encode()
        self.names.append(text)
        return PyBytes_AS_STRING(text)

    cdef int _entry(self, bt_node *node, str name, list entries, dict made) except -1:
        """Append the actions of one name, chained."""
        cdef bt_action *action
        cdef int last = -1
        for entry in entries:
            action = &node.actions[node.count]
            action.name = self._keep(name)
            action.length = <uint32_t>len(name.encode())
            action.also = -1
            if isinstance(entry, Draft):
                action.kind = BT_SELECT if (<Draft>entry).elements else BT_NODE
                action.node = self._node(entry, made)
            else:
                action.kind, action.slot = entry
            if last >= 0:
                node.actions[last].also = <int16_t>node.count
            last = node.count
            node.count += 1
        return 0

    cdef int _index(self, bt_node *node) except -1:
        """Fill the lookup tables with the head of every chain; find a multiplier without collisions."""
        cdef uint64_t multiplier = 0x9E3779B97F4A7C15  # an xorshift generator finds the next
        cdef int i, place
        cdef bint clash = True
        heads = {}
        for i in range(node.count):
            if node.actions[i].length:
                heads.setdefault(node.actions[i].name[:node.actions[i].length], i)
        for name, i in heads.items():
            if len(name) == 1 and name[0] < 128:
                node.one[<int>name[0]] = <uint8_t>(i + 1)
        for _ in range(100_000):
            clash = False
            node.multiplier = multiplier
            memset(node.table, 0, BT_TABLE)
            for name, i in heads.items():
                if len(name) == 1:
                    continue
                place = <int>bt_key_hash(node.actions[i].name, node.actions[i].length, multiplier)
                clash = clash or node.table[place] != 0
                node.table[place] = <uint8_t>(i + 1)
            if not clash:
                return 0
            multiplier ^= multiplier << 13
            multiplier ^= multiplier >> 7
            multiplier ^= multiplier << 17
        raise TypeError(f"no lookup table for {sorted(heads)}")

    cdef int prepare(self, bt_run *run, bytes message, Py_ssize_t start, Py_ssize_t end, bt_slot *slots) except -1:
        """Point a run at a message; with room for its levels where the plan has any."""
        cdef long need = (end - start) // 6 + 2  # the shortest level has six bytes
        bt_run_begin(run, PyBytes_AS_STRING(message) + start, PyBytes_AS_STRING(message) + end, slots)
        if not self.has_levels:
            return 0
        if need > self.room:
            for side in range(2):
                work = PyMem_Realloc(self.work[side], need * 2 * sizeof(double))
                if work == NULL:
                    raise MemoryError
                self.work[side] = <double *>work
            self.room = need
        run.levels[0] = self.work[0]
        run.levels[1] = self.work[1]
        return 0


cdef class Texts:
    """Short texts met before, so that the symbol of a stream is one object."""

    def __cinit__(self):
        self.known = [""] * BT_TABLE

    cdef str learn(self, const char *start, const char *end, int place):
        """Make a text, and remember it if it is plain."""
        cdef str fresh = text_between(start, end)
        if PyUnicode_IS_ASCII(fresh) and PyUnicode_GET_LENGTH(fresh) == end - start:
            self.known[place] = fresh
        return fresh


cdef object fault_error(str name, bt_run *run):
    """Return the error of a run that stopped, naming the container, the position and what stands there."""
    cdef Py_ssize_t position = run.fault - run.base
    cdef Py_ssize_t left = run.end - run.fault
    near = PyBytes_FromStringAndSize(run.fault, min(left, 40)).decode(errors="replace")
    return DataParseError(f"{name}: cannot read byte {position} of {run.end - run.base}: {near!r}")
