-- What errors are grouped by, and the sizes of payloads. Computed from the stored text, so that calls stored before
-- have them too.
-- `cause` is the error without what differs from call to call; status codes and codes of JSON-RPC stay ("XQ" guards
-- them meanwhile).
ALTER TABLE tool_calls
    ADD COLUMN IF NOT EXISTS cause String MATERIALIZED if(error = '', '', substringUTF8(
        replaceRegexpAll(
        replaceRegexpAll(
        replaceRegexpAll(
        replaceRegexpAll(
        replaceRegexpAll(
        replaceRegexpAll(
        replaceRegexpAll(
        replaceRegexpAll(
        replaceRegexpAll(error,
            '(?i)\\b((?:http|status|code|error)[a-z ]{0,8}[ :=/(-]{1,3})(\\d{3,5})\\b', '\\1XQ\\2'),
            '\\(-(\\d{5})\\)', '(-XQ\\1)'),
            '\\b\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d\\S*', '<time>'),
            'https?://[^\\s"\')]+', '<url>'),
            '[\\w.+-]+@[\\w-]+\\.[\\w.-]*\\w', '<email>'),
            '"[^"]*"|`[^`]*`|(^|[\\s(=:])\'[^\']*\'', '\\1<text>'),
            '\\b[0-9a-fA-F]{8,}(?:-[0-9a-fA-F]{4,})*\\b|\\b[A-Za-z]+[_-]\\w*\\d\\w*', '<id>'),
            '\\b\\d+(?:[.,:]\\d+)*\\w*', '<n>'),
            'XQ(\\d)', '\\1'), 1, 300)) CODEC(ZSTD(1)),
    ADD COLUMN IF NOT EXISTS input_bytes UInt64 MATERIALIZED
        if(startsWith(input, '{"truncated":true,"originalLength":'),
        toUInt64OrZero(extract(substring(input, 1, 100), ':(\\d+),')), length(input)) CODEC(T64, LZ4),
    ADD COLUMN IF NOT EXISTS output_bytes UInt64 MATERIALIZED
        if(startsWith(output, '{"truncated":true,"originalLength":'),
        toUInt64OrZero(extract(substring(output, 1, 100), ':(\\d+),')), length(output)) CODEC(T64, LZ4)
