/**
 * Strings, quoted names and comments of GoogleSQL, each as a whole: the beginning of a pattern that finds nothing in them. It
 * has one group, the quotes of a string in three.
 */
export const QUOTED_TEXT = /('''|""")(?:\\[\s\S]|(?!\1)[\s\S])*\1|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\\n])*`|#[^\n]*|--[^\n]*|\/\*[\s\S]*?\*\//.source;
