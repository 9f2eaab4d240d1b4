#include "core/archive/chunk.h"

#include "core/base/bytes.h"
#include "core/base/hash.h"

const char *const ns_db_name[NS_DBS] = {
	[NS_DB_DICT] = "dict",   [NS_DB_POST] = "post", [NS_DB_SKIP] = "skip",
	[NS_DB_POS] = "pos",     [NS_DB_DOCS] = "docs", [NS_DB_BITS] = "bits",
	[NS_DB_COLS] = "cols",   [NS_DB_VARS] = "vars", [NS_DB_IDS] = "ids",
	[NS_DB_NAMES] = "names", [NS_DB_HEAD] = "head",
};

/* Header: 0 magic, 4 database u8, 5 part u8, 6 version u16, 8 number u32,
 * 12 payload bytes u32, 16 the segment's UUID, 32 zero, 40 checksum: XXH3 of
 * bytes 0..39 and the payload. */
#define MAGIC "NSck"
enum {
	AT_DB = 4,
	AT_PART = 5,
	AT_VERSION = 6,
	AT_NUMBER = 8,
	AT_BYTES = 12,
	AT_UUID = 16,
	AT_ZERO = 32,
	AT_SUM = 40,
};

static void put_be32(uint8_t *out, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		out[i] = (uint8_t)(v >> (24 - 8 * i));
}

size_t ns_chunk_key(struct ns_chunk_id id, uint8_t out[NS_CHUNK_KEY_MAX])
{
	switch (id.db) {
	case NS_DB_COLS:
	case NS_DB_VARS:
		put_be32(out, id.number);
		out[4] = id.part;
		return 5;
	case NS_DB_IDS:
	case NS_DB_NAMES:
		out[0] = id.part;
		put_be32(out + 1, id.number);
		return 5;
	default:
		put_be32(out, id.number);
		return 4;
	}
}

size_t ns_chunk_value_bytes(size_t payload)
{
	size_t n = NS_CHUNK_HEADER + payload + NS_CHUNK_TAIL;

	return n < NS_CHUNK_LEAST ? NS_CHUNK_LEAST : n;
}

static uint64_t checksum(const uint8_t *value, uint8_t db, size_t payload)
{
	uint64_t head = ns_hash64(value, AT_SUM);

	if (db == NS_DB_DOCS)
		return head;
	return ns_hash64_seed(value + NS_CHUNK_HEADER, payload, head);
}

static void write_header(struct ns_chunk_id id,
			 const uint8_t uuid[NS_UUID_BYTES], size_t payload,
			 uint8_t *value)
{
	uint16_t version = NS_FORMAT_VERSION;
	uint32_t bytes = (uint32_t)payload;

	memcpy(value, MAGIC, 4);
	value[AT_DB] = id.db;
	value[AT_PART] = id.part;
	memcpy(value + AT_VERSION, &version, sizeof(version));
	memcpy(value + AT_NUMBER, &id.number, sizeof(id.number));
	memcpy(value + AT_BYTES, &bytes, sizeof(bytes));
	memcpy(value + AT_UUID, uuid, NS_UUID_BYTES);
	memset(value + AT_ZERO, 0, AT_SUM - AT_ZERO);
}

void ns_chunk_write(struct ns_chunk_id id, const uint8_t uuid[NS_UUID_BYTES],
		    struct ns_str payload, uint8_t *value)
{
	size_t whole = ns_chunk_value_bytes(payload.n);
	size_t end = NS_CHUNK_HEADER + payload.n;
	uint64_t sum;

	write_header(id, uuid, payload.n, value);
	if (payload.n)
		memcpy(value + NS_CHUNK_HEADER, payload.p, payload.n);
	memset(value + end, 0, whole - end);
	sum = checksum(value, id.db, payload.n);
	memcpy(value + AT_SUM, &sum, sizeof(sum));
}

static enum ns_code bad(struct ns_chunk_id id, const char *what,
			struct ns_error *e)
{
	return ns_fail(e, NS_CORRUPT, "chunk %u of %s (part %u): %s", id.number,
		       ns_db_name[id.db], id.part, what);
}

enum ns_code ns_chunk_read(struct ns_chunk_id id,
			   const uint8_t uuid[NS_UUID_BYTES],
			   struct ns_str value, struct ns_str *payload,
			   struct ns_error *e)
{
	const uint8_t *v = (const uint8_t *)value.p;
	uint8_t expected[AT_SUM];
	size_t n;

	if (value.n < NS_CHUNK_LEAST)
		return bad(id, "too short", e);
	if (memcmp(v, MAGIC, 4) != 0)
		return bad(id, "no chunk", e);
	if (ns_le16(v + AT_VERSION) != NS_FORMAT_VERSION)
		return ns_fail(e, NS_VERSION,
			       "format version %u: this program reads %u",
			       ns_le16(v + AT_VERSION), NS_FORMAT_VERSION);
	n = ns_le32(v + AT_BYTES);
	if (ns_chunk_value_bytes(n) != value.n)
		return bad(id, "its length is wrong", e);
	write_header(id, uuid, n, expected);
	if (memcmp(v, expected, AT_SUM) != 0)
		return bad(id, "it belongs elsewhere", e);
	if (ns_le64(v + AT_SUM) != checksum(v, id.db, n))
		return bad(id, "wrong checksum", e);
	*payload = (struct ns_str){ value.p + NS_CHUNK_HEADER, n };
	return NS_OK;
}
