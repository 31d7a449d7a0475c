/** Stands for what writes the messages of errors that a wrong kind of argument makes: our own types are checked when they are built. */
module.exports = (message, ...values) => [message, ...values].join(' ')
