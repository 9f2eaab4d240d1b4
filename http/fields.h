/* fields.h - what of a hit is shown: the parameter fields=title,date. */
#ifndef NS_HTTP_FIELDS_H
#define NS_HTTP_FIELDS_H

#include <stdint.h>

#include "core/base/str.h"

enum ns_field {
	NS_FIELD_ID,
	NS_FIELD_URL,
	NS_FIELD_TITLE,
	NS_FIELD_SUMMARY,
	NS_FIELD_BODY,
	NS_FIELD_AUTHOR,
	NS_FIELD_DATE,
	NS_FIELD_DATE_PRECISION,
	NS_FIELD_MODIFIED,
	NS_FIELD_OUTLET,
	NS_FIELD_SECTION,
	NS_FIELD_LANG,
	NS_FIELD_TYPE,
	NS_FIELD_TAGS,
	NS_FIELD_STATUS,
	NS_FIELD_IMAGE,
	NS_FIELD_SCORE,
	NS_FIELD_SNIPPET,
	NS_FIELD_HIGHLIGHTS,
	NS_FIELDS,
};

extern const char *const ns_field_names[NS_FIELDS + 1]; // NULL at the end

#define NS_FIELD_BIT(field) (UINT32_C(1) << (field))

/* Of an answer that names none. */
#define NS_FIELDS_DEFAULT                                                  \
	((NS_FIELD_BIT(NS_FIELDS) - 1) &                                   \
	 ~(NS_FIELD_BIT(NS_FIELD_SUMMARY) | NS_FIELD_BIT(NS_FIELD_BODY) |  \
	   NS_FIELD_BIT(NS_FIELD_MODIFIED) | NS_FIELD_BIT(NS_FIELD_TYPE) | \
	   NS_FIELD_BIT(NS_FIELD_TAGS) | NS_FIELD_BIT(NS_FIELD_STATUS) |   \
	   NS_FIELD_BIT(NS_FIELD_IMAGE)))

/* NS_FIELDS when there is none of that name. */
enum ns_field ns_field_find(struct ns_str name);

#endif
