/** What the shop sells, and where and under which names its customers live. All made up. */

export type Product = { readonly id: string; readonly name: string; readonly price: number }

export const PRODUCTS: readonly Product[] = [
  { id: 'tee', name: 'Plain T-shirt', price: 19.9 },
  { id: 'socks', name: 'Wool socks, two pairs', price: 14.5 },
  { id: 'cap', name: 'Six-panel cap', price: 24 },
  { id: 'scarf', name: 'Merino scarf', price: 39 },
  { id: 'shirt', name: 'Oxford shirt', price: 59 },
  { id: 'jeans', name: 'Straight jeans', price: 79.9 },
  { id: 'dress', name: 'Linen dress', price: 89 },
  { id: 'sweater', name: 'Lambswool sweater', price: 98 },
  { id: 'belt', name: 'Leather belt', price: 35 },
  { id: 'bag', name: 'Canvas bag', price: 29.9 },
  { id: 'sneakers', name: 'White sneakers', price: 110 },
  { id: 'coat', name: 'Rain coat', price: 149 },
]

export type Country = {
  readonly code: string
  readonly currency: 'USD' | 'EUR'
  readonly timezone: string
  /** Of the zone, in winter: for when people sleep, not for arithmetic. */
  readonly hoursFromUtc: number
}

const US: Country = { code: 'US', currency: 'USD', timezone: 'America/Chicago', hoursFromUtc: -6 }

/** Mostly one country; each of the others stands here once for every tenth of the customers. */
export const COUNTRIES: readonly Country[] = [
  ...Array.from({ length: 8 }, () => US),
  { code: 'DE', currency: 'EUR', timezone: 'Europe/Berlin', hoursFromUtc: 1 },
  { code: 'CA', currency: 'USD', timezone: 'America/Toronto', hoursFromUtc: -5 },
]

export const FIRST_NAMES: readonly string[] = [
  ...['Ada', 'Amir', 'Bea', 'Carlos', 'Chen', 'Dana', 'Elif', 'Emeka', 'Fatima', 'Greta', 'Hugo', 'Ines', 'Jonas', 'Kemi', 'Lena'],
  ...['Mateo', 'Mira', 'Noor', 'Oskar', 'Priya', 'Quinn', 'Rosa', 'Sami', 'Tomas', 'Uma', 'Vera', 'Wei', 'Yara', 'Yuki', 'Zoe'],
]

export const LAST_NAMES: readonly string[] = [
  ...['Abara', 'Bauer', 'Costa', 'Duarte', 'Engel', 'Fischer', 'Garcia', 'Haddad', 'Ivanov', 'Jansen', 'Kimura', 'Lopez', 'Meyer'],
  ...['Nguyen', 'Okafor', 'Patel', 'Quist', 'Rossi', 'Singh', 'Tanaka', 'Ueda', 'Varga', 'Weber', 'Xu', 'Yilmaz', 'Zhou'],
]
