/** A number with about four digits that matter, as TeX. */
export function texNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '\\mathrm{NaN}' : value > 0 ? '\\infty' : '-\\infty';
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.0005 || size >= 1e5)) {
    const [mantissa, exponent] = value.toExponential(1).split('e');
    return `${mantissa}{\\cdot}10^{${Number(exponent)}}`;
  }
  return value.toFixed(size >= 100 ? 1 : 3);
}

/** What a declared formula says of one letter: of "v ← αv − ηg, w ← w + v" for w the second part. */
export function formulaPart(formula: string, letter: string): string | undefined {
  return formula.split(/,\s*\\q?quad\s*/).find((part) => part.startsWith(`\\mathbf{${letter}}`));
}

/** A number with so many digits that matter, as TeX: small ones with their power of ten. */
export function texDigits(value: number, digits: number): string {
  if (!Number.isFinite(value) || value === 0) return texNumber(value).replace('0.000', '0');
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  return power < -3 || power > 4 ? `${mantissa}{\\cdot}10^{${power}}` : value.toPrecision(digits);
}
