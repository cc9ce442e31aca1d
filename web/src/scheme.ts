const dark = window.matchMedia('(prefers-color-scheme: dark)');

/** Whether the system prefers dark; for useSyncExternalStore, with watchScheme. */
export const isDark = () => dark.matches;

export function watchScheme(changed: () => void) {
  dark.addEventListener('change', changed);
  return () => dark.removeEventListener('change', changed);
}
