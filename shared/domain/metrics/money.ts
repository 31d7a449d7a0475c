import { type Currency, currency, type Minor, minor } from '../../kernel/words.ts'
import type { Json } from '../../kernel/json.ts'

/** An amount in one currency. */
export type Money = { readonly currency: Currency; readonly amount: Minor }

/** Digits after the decimal point where ISO 4217 differs from two. */
const DIGITS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
}

/** Minor units in one unit of a currency: 100 for USD, 1 for JPY, 1,000 for KWD (ISO 4217). */
export const minorPerUnit = (code: Currency): number => 10 ** (Object.hasOwn(DIGITS, code) ? (DIGITS[code] as number) : 2)

/**
 * Reads a decimal amount (a number, or a text such as `"12.50"`) into minor units, rounded half away from zero.
 * Null where it is no finite amount, or too large to be exact.
 */
export const moneyOf = (value: Json | undefined, code: Json | undefined, fallback: Currency): Money | null => {
  const unit = code === undefined || code === null ? fallback : currencyOf(code)
  const amount = typeof value === 'string' && /^-?\d{1,15}(\.\d+)?$/.test(value) ? Number(value) : value
  if (unit === null || typeof amount !== 'number' || !Number.isFinite(amount)) return null
  const scaled = Number(`${Math.abs(amount)}e${Math.round(Math.log10(minorPerUnit(unit)))}`)
  const rounded = Math.sign(amount) * Math.round(Number.isNaN(scaled) ? Math.abs(amount) * minorPerUnit(unit) : scaled)
  return Number.isSafeInteger(rounded) ? { currency: unit, amount: minor(rounded === 0 ? 0 : rounded) } : null
}

const currencyOf = (code: Json): Currency | null =>
  typeof code === 'string' && /^[A-Za-z]{3}$/.test(code) ? currency(code.toUpperCase()) : null
