"""All files of a folder, and those inside its zips and mails, as read: in a fixed order, whoever did the reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from pathlib import Path
from typing import Protocol

from danvan_xl.campaign.model import Campaign
from danvan_xl.findings import Finding, Findings
from danvan_xl.intake.answers import Return
from danvan_xl.intake.attachments import with_owners
from danvan_xl.intake.containers import CONTAINER_LIMITS, DEPTH, SEPARATOR, is_noise
from danvan_xl.intake.packing import Packer, PackingError, pack_campaign
from danvan_xl.intake.read import Reader, Source
from danvan_xl.intake.worker import failed, read_batch
from danvan_xl.intake.workers import SECONDS, WORKERS
from danvan_xl.safety import Kind

Progress = Callable[[int, int], None]
Found = Return | tuple[str, ...]
_BATCH = 16


class Cache(Protocol):
    """What an earlier run found: by file, its hash and the definition."""

    def get(self, source: Source) -> bytes | None: ...
    def put(self, source: Source, found: bytes) -> None: ...


def return_files(folder: Path) -> list[Path]:
    """Files of a folder and its subfolders in a fixed order, without lock files and hidden ones."""
    found = (p for p in folder.rglob("*") if p.is_file() and not is_noise(p.name))
    return sorted(found, key=lambda p: p.relative_to(folder).as_posix())


class FolderReader:
    """Reads sources by worker processes or by an executor of the caller's; both send back packed plain data."""

    def __init__(self, campaign: Campaign, executor: Executor | None = None, cache: Cache | None = None,
                 workers: int | None = None) -> None:
        self._packer, self._campaign = Packer(campaign), pack_campaign(campaign)
        self._executor, self._cache, self._workers = executor, cache, workers

    def read(self, sources: Sequence[Source], progress: Progress | None = None) -> list[Return]:
        """Every file that the sources are or contain, in the order of the sources and of what lies in them."""
        found: dict[Source, Found] = {}
        waiting, done, members = list(sources), 0, 0
        while waiting:
            total = done + len(waiting)
            for source, one in self._read(waiting):
                found[source] = one
                done += 1
                if progress:
                    progress(done, total)
            inside = [child for source in waiting for child in _children(source, found[source])]
            members += len(inside)
            waiting = inside if members <= CONTAINER_LIMITS.entries else []
        return [one for source in sources for one in _flattened(source, found)]

    def _read(self, sources: Sequence[Source]) -> Iterator[tuple[Source, Found]]:
        """Each source with what it says, first those that an earlier run has read."""
        fresh = []
        for source in sources:
            if (known := self._kept(source)) is None:
                fresh.append(source)
            else:
                yield source, known
        for source, packed in self._by_executor(fresh) if self._executor else self._by_workers(fresh):
            found = self._packer.unpack(packed)
            if self._cache and not _by_accident(found):
                self._cache.put(source, packed)
            yield source, found

    def _kept(self, source: Source) -> Found | None:
        """What is kept and broken counts as not kept."""
        packed = self._cache.get(source) if self._cache else None
        try:
            return None if packed is None else self._packer.unpack(packed)
        except PackingError:
            return None

    def _by_workers(self, sources: Sequence[Source]) -> Iterator[tuple[Source, bytes]]:
        if sources:
            pack: Callable[[object], bytes] = self._packer.pack  # type: ignore[assignment]
            read = WORKERS.read(self._campaign, sources, pack, count=self._workers, seconds=SECONDS)
            for at, packed in read:
                yield sources[at], packed

    def _by_executor(self, sources: Sequence[Source]) -> Iterator[tuple[Source, bytes]]:
        """What the executor fails on, a worker process with limits reads again."""
        assert self._executor is not None
        lost: list[Source] = []
        tasks: dict[Future[list[bytes]], Sequence[Source]] = {}
        for start in range(0, len(sources), _BATCH):
            batch = sources[start : start + _BATCH]
            plain = tuple((str(s.path), s.inner, s.name) for s in batch)
            try:
                tasks[self._executor.submit(read_batch, self._campaign, plain)] = batch
            except RuntimeError:
                # the executor is broken or shut down
                lost += batch
        for task in as_completed(tasks):
            if task.exception() is None:
                yield from zip(tasks[task], task.result(), strict=True)
            else:
                lost += tasks[task]
        yield from self._by_workers(lost)


def _by_accident(found: Found) -> bool:
    """Whether reading failed in a way that may go well another time."""
    return isinstance(found, Return) and any(f.code in ("T010", "T011") for f in found.findings)


def _children(source: Source, found: Found) -> list[Source]:
    if isinstance(found, Return) or len(source.inner) >= DEPTH:
        return []
    return [Source(source.path, (*source.inner, name), f"{source.name}{SEPARATOR}{name}") for name in found]


def _flattened(source: Source, found: dict[Source, Found]) -> Iterator[Return]:
    one = found.get(source)
    if one is None:
        yield failed(source.name, "T003", "quá nhiều tệp trong tệp nén", f"{CONTAINER_LIMITS.entries} tệp")
    elif isinstance(one, Return):
        yield one
    elif len(source.inner) >= DEPTH:
        yield failed(source.name, "T013", expected=str(DEPTH))
    else:
        inside = [r for child in _children(source, one) for r in _flattened(child, found)]
        if all(r.is_attachment for r in inside):
            yield _without_workbook(source, one)
        yield from inside


def _without_workbook(source: Source, names: tuple[str, ...]) -> Return:
    detail = "chỉ có " + ", ".join(names[:5]) if names else "không có tệp đính kèm nào"
    more = f" và {len(names) - 5} tệp khác" if len(names) > 5 else ""
    return Return(source.name, kind=Kind.ARCHIVE.value,
                  findings=Findings([Finding("T008", file=source.name, detail=detail + more)]))


def read_folder(
    campaign: Campaign, folder: Path, progress: Progress | None = None, *, executor: Executor | None = None,
    cache: Cache | None = None, workers: int | None = None,
) -> list[Return]:
    """Every file of a folder as read; attachments carry the unit that they came with.

    Parameters
    ----------
    workers:
        Processes at once; by default as many as are worth starting.
    """
    folder = folder.absolute()  # a worker that is kept warm stays in the folder it was started in
    sources = [Source(p, (), p.relative_to(folder).as_posix()) for p in return_files(folder)]
    return with_owners(campaign, FolderReader(campaign, executor, cache, workers).read(sources, progress))


def read_file(campaign: Campaign, path: Path) -> Return:
    """One returned file. A workbook in today's format is read here; other formats only in a worker process."""
    if not path.is_file():
        raise FileNotFoundError(f"Không có tệp {path}")
    found = Reader(campaign).own_format(path)
    if found is None:
        found = FolderReader(campaign).read([Source(path.absolute(), (), path.name)])[0]
    return found
