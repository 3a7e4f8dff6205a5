/**
 * The part of a lock file that a manifest's dependencies need: the same versions, from the same places.
 * @param {{ dependencies: Record<string, string> }} manifest
 * @param {{ lockfileVersion: number, packages: Record<string, object> }} lock
 */
export function lockOf(manifest, lock) {
  const { name, version, license, engines, dependencies } = manifest;
  const packages = { '': { name, version, license, dependencies, engines } };
  const open = Object.keys(dependencies).map((one) => ({ from: '', name: one }));
  for (let next = open.pop(); next; next = open.pop()) {
    const path = pathOf(next, lock.packages);
    if (path === undefined || packages[path]) continue;
    const entry = lock.packages[path];
    packages[path] = entry;
    for (const one of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }))
      open.push({ from: path, name: one });
  }
  return { name, version, lockfileVersion: lock.lockfileVersion, requires: true, packages };
}

/** Where Node.js finds a package from inside another: beside it, or in a folder further out. */
function pathOf({ from, name }, packages) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (packages[path]) return path;
    if (folder === '') return undefined;
  }
}
