import { statfsSync } from 'node:fs';

/** Kinds of file systems of other machines, by `f_type` of https://man7.org/linux/man-pages/man2/statfs.2.html. */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'SMB (CIFS)'],
  [0xfe534d42, 'SMB'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
]);

/**
 * LMDB keeps its locks in shared memory, which the machines of a network share do not have in common: it must not be used
 * on one (http://www.lmdb.tech/doc/, Caveats). Where the kind of file system can't be told, nothing is refused.
 * @param typeOf gives the `f_type` of a path.
 * @throws Error that says what to do instead.
 */
export function refuseNetworkShare(path: string, typeOf: (path: string) => number = fileSystemType): void {
  const kind = networkFileSystems.get(typeOf(path) >>> 0);
  if (kind)
    throw new Error(
      `${path} is on a network share (${kind}), where the files of the store would be damaged: name a folder on a local disk or, for several instances, the URL of an Azure Blob container`,
    );
}

/** Elsewhere than on Linux the numbers mean something else. */
function fileSystemType(path: string): number {
  return process.platform === 'linux' ? statfsSync(path).type : 0;
}
