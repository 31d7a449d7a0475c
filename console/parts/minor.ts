/** How many minor units make one of a currency: 100 cents a dollar, 1 a yen. What is no currency is written with two digits, as `formats` does. */
export const minorPerUnit = (currency: string | null): number => {
  if (currency === null || !/^[A-Z]{3}$/.test(currency)) return 100
  return 10 ** (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2)
}
