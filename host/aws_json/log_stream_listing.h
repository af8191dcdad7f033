/* log_stream_listing.h - the operation DescribeLogStreams of CloudWatch Logs.
 */
#ifndef DAYFLY_HOST_AWS_JSON_LOG_STREAM_LISTING_H
#define DAYFLY_HOST_AWS_JSON_LOG_STREAM_LISTING_H

struct aws_members;
struct service_context;

void log_stream_listing(struct service_context *service, struct aws_members *m);

#endif
