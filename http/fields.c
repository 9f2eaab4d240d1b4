#include "http/fields.h"

const char *const ns_field_names[NS_FIELDS + 1] = {
	[NS_FIELD_ID] = "id",
	[NS_FIELD_URL] = "url",
	[NS_FIELD_TITLE] = "title",
	[NS_FIELD_SUMMARY] = "summary",
	[NS_FIELD_BODY] = "body",
	[NS_FIELD_AUTHOR] = "author",
	[NS_FIELD_DATE] = "date",
	[NS_FIELD_DATE_PRECISION] = "date_precision",
	[NS_FIELD_MODIFIED] = "modified",
	[NS_FIELD_OUTLET] = "outlet",
	[NS_FIELD_SECTION] = "section",
	[NS_FIELD_LANG] = "lang",
	[NS_FIELD_TYPE] = "type",
	[NS_FIELD_TAGS] = "tags",
	[NS_FIELD_STATUS] = "status",
	[NS_FIELD_IMAGE] = "image",
	[NS_FIELD_SCORE] = "score",
	[NS_FIELD_SNIPPET] = "snippet",
	[NS_FIELD_HIGHLIGHTS] = "highlights",
};

enum ns_field ns_field_find(struct ns_str name)
{
	int i = 0;

	while (i < NS_FIELDS && !ns_str_eq(ns_str_of(ns_field_names[i]), name))
		i++;
	return (enum ns_field)i;
}
