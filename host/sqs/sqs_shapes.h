/* sqs_shapes.h - the operations of SQS in the Query protocol of 2012-11-05:
 * what is where in their forms and answers. */
#ifndef DAYFLY_HOST_SQS_SQS_SHAPES_H
#define DAYFLY_HOST_SQS_SQS_SHAPES_H

#include "host/query/query_shape.h"

#define SQS_XML_NAMESPACE "http://queue.amazonaws.com/doc/2012-11-05/"

/* NULL: this host does not have it. */
const struct query_action *sqs_shapes_find(const char *name);

#endif
