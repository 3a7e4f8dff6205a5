/**
 * Waits until something is so; looks again whenever something changes.
 * @param onChange listens, and returns what ends that
 * @param describe says what there is instead, once the time is over
 * @throws Error after `timeoutMs`
 */
export async function waitUntil<Found>(
  look: () => Found | undefined | false,
  onChange: (listener: () => void) => () => void,
  timeoutMs: number,
  describe: () => string,
): Promise<Found> {
  const found = look();
  if (found !== undefined && found !== false) return found;
  return await new Promise<Found>((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`Not so within ${timeoutMs} ms. ${describe()}`));
    }, timeoutMs);
    const stop = onChange(() => {
      const now = look();
      if (now === undefined || now === false) return;
      clearTimeout(timer);
      stop();
      resolve(now);
    });
  });
}
