export const WORDING = "What a message says that only developers read is no promise.";
export const SAME = "Both mean the same to whoever asks.";
