/** Stands for nodemailer's table of a thousand file types: our mails have two parts, whose types are said, and no file. */
export const detectMimeType = (): string => 'application/octet-stream'
export const detectExtension = (): string => 'bin'
