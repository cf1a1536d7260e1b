// Writes minor units as the reader's language does, and as a spreadsheet takes them.
export function figuresOf({ exponent }, locale) {
  const shown = new Map();
  const format = (decimals, sign) => {
    const key = `${decimals}${sign}`;
    if (!shown.has(key)) {
      shown.set(
        key,
        new Intl.NumberFormat(locale, {
          minimumFractionDigits: decimals,
          maximumFractionDigits: decimals,
          signDisplay: sign ? "exceptZero" : "auto",
        }),
      );
    }
    return shown.get(key);
  };
  const unit = 10 ** exponent;
  const decimals = (minor) => (minor % unit ? exponent : 0);
  const typographic = (text) => text.replaceAll("-", "\u2212");
  const mark = format(1).formatToParts(1.5).find((part) => part.type === "decimal").value;

  return {
    written: (minor) => typographic(format(decimals(minor)).format(minor / unit)),
    signed: (minor) => typographic(format(decimals(minor), true).format(minor / unit)),
    // Without marks between thousands: what is typed over, and what another spreadsheet reads.
    plain(minor) {
      const sign = minor < 0 ? "-" : "";
      const digits = String(Math.abs(minor)).padStart(exponent + 1, "0");
      const whole = exponent ? digits.slice(0, -exponent) : digits;
      const part = exponent ? digits.slice(-exponent) : "";
      return `${sign}${whole}${Number(part) ? mark + part : ""}`;
    },
  };
}
