#include "core/archive/usage.h"

#include "core/archive/chunkset.h"

const char *const ns_usage_name[NS_USAGE_PARTS] = {
	"dictionary", "postings", "skip data", "positions", "records",
	"bitmaps",    "columns",  "texts",     "ids",       "names",
};

_Static_assert(NS_DB_DICT == 0 && NS_DB_NAMES == NS_USAGE_PARTS - 1,
	       "parts are the databases of a segment, less its header");

void ns_segment_usage(const struct ns_segment *seg,
		      uint64_t bytes[NS_USAGE_PARTS])
{
	for (int db = 0; db < NS_USAGE_PARTS; db++)
		bytes[db] += ns_env_bytes(seg->env, db);
}
