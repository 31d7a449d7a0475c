import { nearestLocale } from '../../kernel/locale.ts'

/** What the foot of a mail says that was written without one. */
export type FooterWords = { readonly unsubscribe: string; readonly preferences: string; readonly confirm: string }

/** In the language of the mail; English where we have no words for it. */
export const footerWords = (locale: string): FooterWords => WORDS[nearestLocale(locale, Object.keys(WORDS), 'en')] ?? ENGLISH

const ENGLISH: FooterWords = { unsubscribe: 'Unsubscribe', preferences: 'Choose what we send you', confirm: 'Confirm' }

const WORDS: Readonly<Record<string, FooterWords>> = {
  ar: { unsubscribe: 'إلغاء الاشتراك', preferences: 'اختر ما نرسله إليك', confirm: 'تأكيد' },
  de: { unsubscribe: 'Abmelden', preferences: 'Auswählen, was wir Ihnen schicken', confirm: 'Bestätigen' },
  en: ENGLISH,
  es: { unsubscribe: 'Darse de baja', preferences: 'Elegir qué le enviamos', confirm: 'Confirmar' },
  fr: { unsubscribe: 'Se désabonner', preferences: 'Choisir ce que nous vous envoyons', confirm: 'Confirmer' },
  he: { unsubscribe: 'הסרה מרשימת התפוצה', preferences: 'לבחור מה נשלח לך', confirm: 'אישור' },
  it: { unsubscribe: 'Annulla l’iscrizione', preferences: 'Scegliere che cosa le inviamo', confirm: 'Conferma' },
  ja: { unsubscribe: '配信停止', preferences: '配信内容の設定', confirm: '確認する' },
  ko: { unsubscribe: '수신 거부', preferences: '수신 설정', confirm: '확인' },
  nl: { unsubscribe: 'Uitschrijven', preferences: 'Kiezen wat wij sturen', confirm: 'Bevestigen' },
  pt: { unsubscribe: 'Cancelar inscrição', preferences: 'Escolher o que lhe enviamos', confirm: 'Confirmar' },
  zh: { unsubscribe: '退订', preferences: '选择接收的内容', confirm: '确认' },
  'zh-Hant': { unsubscribe: '取消訂閱', preferences: '選擇接收的內容', confirm: '確認' },
}
