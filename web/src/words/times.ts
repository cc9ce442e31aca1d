/** Dates are written in the reader's English where there is one, as the page is in English. */
export const locale = globalThis.navigator?.language?.startsWith('en') ? globalThis.navigator.language : 'en-GB';

const dayMilliseconds = 86_400_000;

/** 'Today, 09:00', 'Yesterday, 09:00', 'Monday 16 November, 09:00'; with the year where it is not this one. */
export function moment(time: string, now = new Date()): string {
  const date = new Date(time);
  return `${dayOf(date, now)}, ${date.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' })}`;
}

export function isToday(time: string, now = new Date()): boolean {
  return daysBefore(new Date(time), now) === 0;
}

/** '0.4 seconds', '14 seconds', '3 min 20 s'. */
export function duration(from: string, to: string): string {
  const seconds = Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
  const whole = Math.round(seconds);
  if (whole < 60) {
    const shown = seconds < 10 ? Number(seconds.toFixed(1)) : whole;
    return `${shown} ${shown === 1 ? 'second' : 'seconds'}`;
  }
  return whole < 3600 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A day without a time: '3 March 2021'. */
export const day = (date: string) =>
  new Date(date).toLocaleDateString(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

function dayOf(date: Date, now: Date): string {
  const before = daysBefore(date, now);
  if (before === 0) {
    return 'Today';
  }
  if (before === 1) {
    return 'Yesterday';
  }
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return date.toLocaleDateString(locale, { weekday: 'long', day: 'numeric', month: 'long', year });
}

function daysBefore(date: Date, now: Date): number {
  const midnight = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
  return Math.round((midnight(now) - midnight(date)) / dayMilliseconds);
}
