// Days are counted from 2000-01-01, as in the kernel.
const ZERO = Date.UTC(2000, 0, 1),
  DAY = 86400000;
export const isoDay = (day) => new Date(ZERO + day * DAY).toISOString().slice(0, 10);
export function dayOf(iso) {
  const time = Date.parse(`${iso}T00:00:00Z`);
  return Number.isNaN(time) ? null : Math.round((time - ZERO) / DAY);
}
