import type { Policy } from "./api";

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

export function bytes(n: number | undefined): string {
  if (n === undefined || n === null) return "";
  let unit = 0;
  let value = n;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 2 : 1)} ${UNITS[unit]}`;
}

const TIME: Intl.DateTimeFormatOptions = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
const THIS_YEAR = new Intl.DateTimeFormat(undefined, TIME);
const ANY_YEAR = new Intl.DateTimeFormat(undefined, { ...TIME, year: "numeric" });
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

export function time(instant: string | undefined): string {
  if (!instant) return "";
  const date = new Date(instant);
  return (date.getFullYear() === new Date().getFullYear() ? THIS_YEAR : ANY_YEAR).format(date);
}

export function clock(instant: string): string {
  return CLOCK.format(new Date(instant));
}

export function ago(instant: string | undefined): string {
  if (!instant) return "never";
  const seconds = Math.max(0, (Date.now() - Date.parse(instant)) / 1000);
  if (seconds < 60) return "just now";
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} d ago`;
}

export function span(seconds: number): string {
  if (seconds < 0.1) return "< 0.1 s";
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

export function between(from: string | undefined, to: string | undefined): string {
  if (!from) return "";
  return span(Math.max(0, ((to ? Date.parse(to) : Date.now()) - Date.parse(from)) / 1000));
}

/** `ConfigureProtection` as people read it: Configure protection. */
export function words(identifier: string): string {
  const spaced = identifier.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** A policy in one line: when, and how long kept. */
export function describe(p: Policy): string {
  const kept = [
    p.retention.daily && `${p.retention.daily.days} days`,
    p.retention.weekly && `${p.retention.weekly.weeks} weeks`,
    p.retention.monthly && `${p.retention.monthly.months} months`,
    p.retention.yearly && `${p.retention.yearly.years} years`,
  ].filter(Boolean);
  const when = p.schedules.map(({ kind, times, days, hourly }) =>
    hourly
      ? `every ${hourly.every} hours from ${hourly.from} for ${hourly.hours} hours`
      : `${kind.toLowerCase()}${days?.length ? ` on ${days.join(", ")}` : ""} at ${times.join(", ")}`,
  );
  return `${when.join("; ")}, kept ${kept.join(", ")}${p.paused ? " (paused)" : ""}`;
}
