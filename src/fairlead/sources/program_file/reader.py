"""A program file, or a folder of them, read as one program with everything that is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from fairlead.program.errors import UnreadableInput
from fairlead.program.findings import Finding
from fairlead.program.noun import Noun, Table
from fairlead.program.program import SECTIONS, Program
from fairlead.program.references import check_references
from fairlead.program.scheduling import Scheduling
from fairlead.program.work import Task
from fairlead.sources.bounds import decode, read_bytes
from fairlead.sources.program_file.codecs import ABSENT, Frame, complain_of_twin, keyed_pairs
from fairlead.sources.program_file.nodes import Node, Pairs, Scalar, is_null, line_of
from fairlead.sources.program_file.places import Places
from fairlead.sources.program_file.readiness import unready
from fairlead.sources.program_file.rows import Given, fields_of, row_codec
from fairlead.sources.program_file.rules import Complaints
from fairlead.sources.program_file.sense import nonsense, unknown_zones
from fairlead.sources.program_file.yaml_tree import without_collection, yaml_tree
from fairlead.sources.reading import Reading

__all__ = [
    "MAX_PROGRAM_BYTES",
    "NESTED",
    "VERSION",
    "file_texts",
    "parse_program",
    "read_program_file",
]

VERSION: Final = "1"
"""The version of the grammar, that a file begins with: `fairlead: 1`."""

NESTED: Final = tuple(
    section
    for section, noun in SECTIONS.items()
    if "parent" in noun.__struct_fields__  # asked first: the rest of a noun is slow to know
    and any(
        field.name == "parent" and field.ref is not None and "tasks" in field.ref.sections
        for field in fields_of(noun)
    )
)
"""The sections whose rows may also stand inside a task, which is then their parent."""

MAX_PROGRAM_BYTES: Final = 32 * 1024 * 1024
"""Most text that is read as one program: some 200,000 tasks. Its tree takes 80 times the memory."""

_MOST_FILES = 1000


def read_program_file(path: Path) -> Reading:
    """The program of a YAML file, or of a folder's YAML files and decision records.

    Raises `UnreadableInput` when there is nothing to read at that path.
    """
    complaints = Complaints(str(path))
    texts = file_texts(path, complaints=complaints)
    return _read(texts, default_id=path.resolve().stem, earlier=complaints)


def parse_program(source: str | Mapping[str, str], *, name: str = "program.yaml") -> Reading:
    """The program of one text, or of several by file name; names that end in `.md` are decisions.

    `name` is what findings call a single text.
    """
    texts = {name: source} if isinstance(source, str) else dict(source)
    return _read(texts, default_id=Path(name).stem, earlier=Complaints(name))


def file_texts(path: Path, *, complaints: Complaints) -> dict[str, str]:
    """The texts that make up the program at a path, by the name that findings call them.

    A file that is no text is told to `complaints`, and left out. Raises `UnreadableInput` when the
    path leads nowhere, or to a folder without a program file.
    """
    texts: dict[str, str] = {}
    left = MAX_PROGRAM_BYTES
    for part in _files(path):
        name = str(part)
        try:
            content = read_bytes(part, limit=left)
            left -= len(content)
            texts[name] = decode(content, name=name)
        except UnreadableInput as error:
            complaints.name = name
            complaints.at_line("file.unreadable", None, str(error))
    return texts


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise UnreadableInput(f"{path}: there is no such file or folder.")
    if not path.is_dir():
        return [path]
    found = sorted(
        part
        for part in path.iterdir()
        if part.suffix in {".yaml", ".yml"} and part.is_file() and not part.name.startswith(".")
    )
    if not found:
        raise UnreadableInput(f"{path}: no *.yaml file in this folder, expected a program file.")
    records = path / "decisions"
    if records.is_dir():
        found += sorted(part for part in records.glob("*.md") if part.is_file())
    if len(found) > _MOST_FILES:
        raise UnreadableInput(f"{path}: {len(found):,} files, at most {_MOST_FILES:,} are read.")
    return found


def _read(texts: Mapping[str, str], *, default_id: str, earlier: Complaints) -> Reading:
    with without_collection():
        return _reading(texts, default_id, earlier)


def _reading(texts: Mapping[str, str], default_id: str, earlier: Complaints) -> Reading:
    # A function of its own, so that the trees are gone before collection begins again.
    draft = _Draft(earlier)
    for name, text in texts.items():
        if not name.endswith(".md"):
            draft.take_tree(name, text)
    draft.take_own_fields()
    draft.take_sections()
    for name, text in texts.items():
        if name.endswith(".md"):
            draft.take_decision(name, text)
    program = draft.program(default_id)
    return Reading(program=program, findings=draft.findings(program))


class _Document:
    """One file while it is read: its root and the frame that its values are read in."""

    def __init__(self, name: str) -> None:
        self.complaints = Complaints(name)
        self.frame = Frame(timezone="UTC", complaints=self.complaints)
        self.root: Pairs | None = None

    @property
    def names_program(self) -> bool:
        """Whether it says which program it is, as a file that stands alone does."""
        pairs = self.root.pairs if self.root is not None else ()
        return any(type(key) is Scalar and key.value == "program" for key, _ in pairs)


class _Draft:
    """The program while it is put together from its files."""

    def __init__(self, earlier: Complaints) -> None:
        self.earlier = earlier
        self.documents: list[_Document] = []
        self.own: dict[str, Any] = {}
        self.own_places: dict[str, tuple[_Document, Node]] = {}
        self.scheduling: dict[str, Any] = {}
        self.rows: dict[str, dict[str, Noun]] = {section: {} for section in SECTIONS}
        self.places = Places()

    def take_tree(self, name: str, text: str) -> None:
        """Parse a file, and look whether it is a program file at all."""
        document = _Document(name)
        self.documents.append(document)
        complaints = document.complaints
        root = yaml_tree(text, complaints=complaints)
        if root is None or is_null(root):
            if not complaints.found:
                complaints.at_line(
                    "file.empty",
                    None,
                    "The file is empty.",
                    hint="Begin it with `fairlead: 1`, or start from a template: fairlead new.",
                )
        elif type(root) is not Pairs:
            complaints.at(
                "value.not-mapping", root, "The file is no mapping, expected `fairlead: 1` first."
            )
        else:
            document.root = root

    def take_own_fields(self) -> None:
        """Read the fields of the program itself: they say in which time zone the rest is."""
        own = [f for f in fields_of(Program) if f.name not in SECTIONS and f.name != "scheduling"]
        zone_first = sorted(own, key=lambda field: field.name != "timezone")
        by_key = {field.key: field for field in zone_first}
        known = ["fairlead", *(field.key for field in fields_of(Program))]
        self._check_versions()
        for turn in (True, False):
            for document in self.documents:
                for key_node, child in document.root.pairs if document.root else ():
                    key = key_node.value if type(key_node) is Scalar else None
                    if key is None or key not in known:
                        if turn:
                            self._complain_of_key(document, key_node, known)
                    elif key in by_key and (key == "timezone") is turn:
                        self._take_own(
                            document, by_key[key].name, by_key[key].codec, key_node, child
                        )
            zone = unknown_zones(self.own.get("timezone"))
            if turn and zone is not None:
                document, node = self.own_places["timezone"]
                document.frame.complain("timezone.unknown", node, zone.message, hint=zone.hint)
                del self.own["timezone"]
            for document in self.documents:
                document.frame.timezone = self.own.get("timezone", "UTC")

    def _check_versions(self) -> None:
        told = False
        roots = [document for document in self.documents if document.root is not None]
        for document in roots:
            for key_node, child in document.root.pairs if document.root else ():
                if type(key_node) is Scalar and key_node.value == "fairlead":
                    told = True
                    version = child.value if type(child) is Scalar else "a list or mapping"
                    if version != VERSION:
                        document.frame.complain(
                            "file.version",
                            child,
                            f"Grammar version {version[:40]!r}, expected {VERSION}.",
                            hint="A newer Fairlead may know it.",
                        )
        if roots and not told:
            roots[0].complaints.at_line(
                "file.no-version",
                1,
                "There is no `fairlead: 1`, which a program file begins with.",
                hint="Write `fairlead: 1` into the first line.",
            )

    def _complain_of_key(self, document: _Document, key_node: Node, known: list[str]) -> None:
        if type(key_node) is Scalar and key_node.value == "<<":
            document.frame.complain(
                "yaml.merge-key", key_node, "Merging with `<<` is not supported."
            )
        elif type(key_node) is Scalar:
            from fairlead.sources.program_file.meant import key_hint  # slow import

            document.frame.complain(
                "key.unknown",
                key_node,
                f"A program has no key {key_node.value[:80]!r}.",
                hint=key_hint(key_node.value, known)
                or document.complaints.nearest(key_node.value, known)
                or f"It may have {', '.join(known)}.",
            )
        else:
            document.frame.complain("key.not-text", key_node, "A list or mapping is no key.")

    def _take_own(
        self, document: _Document, name: str, codec: Any, key_node: Node, child: Node
    ) -> None:
        value = codec.read(child, document.frame, key_node.value)  # type: ignore[union-attr]
        if name in self.own_places:
            there, other = self.own_places[name]
            if there is document:
                if document.root is not None:
                    complain_of_twin(key_node, document.root, document.frame, "The program")
            elif value is not ABSENT and value != self.own.get(name):
                document.frame.complain(
                    "value.said-twice",
                    child,
                    f"{name!r} is another value at {there.complaints.name}:{line_of(other)}.",
                    hint="Say it in one of the files.",
                )
            return
        self.own_places[name] = (document, child)
        if value is not ABSENT:
            self.own[name] = value

    def take_sections(self) -> None:
        """Read the rows of every section in every file."""
        for document in self.documents:
            seen: set[str] = set()
            for key_node, child in document.root.pairs if document.root else ():
                section = key_node.value if type(key_node) is Scalar else ""
                if section not in SECTIONS and section != "scheduling":
                    continue
                if section in seen and document.root is not None:
                    complain_of_twin(key_node, document.root, document.frame, "The file")
                seen.add(section)
                if section == "scheduling":
                    self._take_scheduling(document, child)
                else:
                    self._take_rows(document, section, child, parent=None, place=section)

    def _take_scheduling(self, document: _Document, node: Node) -> None:
        codec = row_codec(Scheduling)
        self.places.add("scheduling", "", document.complaints.name, node)
        if type(node) is not Pairs:
            codec.read(node, document.frame, "scheduling")
            return
        for name, value in codec.values(node, document.frame, "scheduling").items():
            if self.scheduling.setdefault(name, value) != value:
                document.frame.complain(
                    "value.said-twice", node, f"'scheduling.{name}' has two values."
                )

    def _take_rows(
        self, document: _Document, section: str, node: Node, *, parent: str | None, place: str
    ) -> None:
        codec = row_codec(SECTIONS[section])
        rows = self.rows[section]
        frame = document.frame
        file = document.complaints.name
        nests = NESTED if SECTIONS[section] is Task else ()
        for key, child in keyed_pairs(node, frame, place, ids=True):
            where = f"{section}.{key}"
            frame.subject = (key,)
            if key in rows:
                frame.complain(
                    "id.twice",
                    child,
                    f"{where} is also at {self.places.where(section, key)}.",
                    hint=self._of_twins(document, section, key),
                )
                frame.subject = ()
                continue
            self.places.add(section, key, file, child)
            values = Given()
            if type(child) is Pairs:
                values = codec.values(child, frame, where, elsewhere=nests)
            elif not is_null(child):
                codec.complain_of_shape(child, frame, where)
                values.refused.update(field.name for field in fields_of(SECTIONS[section]))
            if parent is not None:
                if values.get("parent", parent) != parent:
                    frame.complain(
                        "parent.twice",
                        child,
                        f"{where} stands in {parent!r}, and names {values['parent']!r} as parent.",
                        hint="Take out `parent`, or move the row.",
                    )
                values["parent"] = parent
            row = codec.built(values, child, frame, where, fallback=key)
            if row is not ABSENT:
                rows[key] = row
            frame.subject = ()
            if nests and type(child) is Pairs:
                for key_node, inner in child.pairs:
                    if type(key_node) is Scalar and key_node.value in nests:
                        self._take_rows(
                            document,
                            key_node.value,
                            inner,
                            parent=key,
                            place=f"{where}.{key_node.value}",
                        )

    def _of_twins(self, document: _Document, section: str, key: str) -> str:
        """What to do about an id that two places have: rename it, or part two whole programs."""
        there = self.places.where(section, key).rpartition(":")[0]
        whole = {one.complaints.name for one in self.documents if one.names_program}
        if there != document.complaints.name and {there, document.complaints.name} <= whole:
            return "Both files are whole programs; a folder is read as one: part them."
        return "Rename one of them."

    def take_decision(self, name: str, text: str) -> None:
        """Read a decision record in Markdown."""
        from fairlead.sources.madr import decision_of  # slow import

        document = _Document(name)
        document.frame.timezone = self.own.get("timezone", "UTC")
        self.documents.append(document)
        found = decision_of(text, name=name, frame=document.frame)
        if found is None:
            return
        key, decision, nodes = found
        if key in self.rows["decisions"]:
            document.complaints.at_line(
                "id.twice",
                1,
                f"decisions.{key} is also at {self.places.where('decisions', key)}.",
                subjects=(key,),
            )
            return
        self.rows["decisions"][key] = decision
        self.places.add("decisions", key, name, nodes)

    def program(self, default_id: str) -> Program | None:
        """The program, as far as it could be read; None when no file was a program file."""
        roots = [document for document in self.documents if document.root is not None]
        if not roots:
            return None
        if "id" not in self.own:
            if "id" not in self.own_places:
                roots[0].complaints.at_line(
                    "field.missing",
                    1,
                    "The program has no 'program', its short name.",
                    hint=f"Write `program: {default_id}` into the second line.",
                )
            self.own["id"] = default_id
        tables: dict[str, Any] = {section: Table(rows) for section, rows in self.rows.items()}
        return Program(**self.own, **tables, scheduling=Scheduling(**self.scheduling))

    def findings(self, program: Program | None) -> tuple[Finding, ...]:
        """Everything that is wrong, file by file and line by line."""
        by_file = {document.complaints.name: document.complaints for document in self.documents}
        if program is not None:
            for found in check_references(program):
                self._tell(by_file, found.code, found, _named_in(found))
            for found in (*nonsense(program), *unready(program)):
                self._tell(by_file, found.code, found, None)
        order = {name: place for place, name in enumerate(by_file)}
        told = [
            (order[document.complaints.name], line, finding)
            for document in self.documents
            for line, finding in document.complaints.found
        ]
        told.sort(key=lambda one: one[:2])
        return (
            *(finding for _, finding in self.earlier.found),
            *(finding for _, _, finding in told),
        )

    def _tell(
        self, by_file: Mapping[str, Complaints], code: str, found: Finding, named: str | None
    ) -> None:
        place = found.where or ""
        section, _, rest = place.partition(".")
        row = found.subjects[0] if found.subjects and section in SECTIONS else ""
        field = rest[len(row) + 1 :] if row else rest
        if section in SECTIONS or section == "scheduling":
            file, line = self.places.line(section, row, field, named)
        else:
            document, node = self.own_places.get(place, (self.documents[0], None))
            file, line = document.complaints.name, 1 if node is None else line_of(node)
        by_file[file].at_line(code, line, found.message, hint=found.hint, subjects=found.subjects)


def _named_in(found: Finding) -> str | None:
    """The name that a reference finding is about."""
    _, names, rest = found.message.partition(" names '")
    return rest.partition("'")[0] if names else None
