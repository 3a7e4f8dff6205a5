import { PNG } from 'pngjs';

// https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons
const rules = {
  color: { size: 192, problem: colorProblem },
  outline: { size: 32, problem: outlineProblem },
};

/** @param kind `color` or `outline`. */
export function iconProblems(kind, file, bytes) {
  const { size, problem } = rules[kind];
  let picture;
  try {
    picture = PNG.sync.read(bytes);
  } catch {
    return [`${file}: no PNG picture`];
  }
  const { width, height } = picture;
  if (width !== size || height !== size)
    return [`${file}: is ${width} × ${height} pixels, and has to be ${size} × ${size}`];
  const found = problem(picture.data);
  return found === undefined ? [] : [`${file}: ${found}`];
}

function colorProblem(pixels) {
  return pixelsOf(pixels).every(([, , , alpha]) => alpha === 255)
    ? undefined
    : 'has transparent pixels: the colour icon fills its square';
}

function outlineProblem(pixels) {
  const drawn = pixelsOf(pixels).filter(([, , , alpha]) => alpha > 0);
  if (drawn.length * 4 === pixels.length) return 'has no transparent ground';
  if (!drawn.some(([, , , alpha]) => alpha === 255)) return 'shows nothing';
  return drawn.every(([red, green, blue]) => Math.min(red, green, blue) >= 250)
    ? undefined
    : 'has pixels that are neither white nor transparent';
}

function pixelsOf(data) {
  return Array.from({ length: data.length / 4 }, (_, at) => data.subarray(at * 4, at * 4 + 4));
}
