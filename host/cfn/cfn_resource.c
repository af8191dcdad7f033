#include "host/cfn/cfn_resource.h"

#include <stdio.h>
#include <string.h>

#include "host/cfn/cfn_note.h"

enum ref_kind { REF_NAME, REF_ARN, REF_QUEUE_URL };

/* Resources whose ARN is made of their name. */
static const struct kind {
    const char *type;
    const char *name; /* the property */
    const char *arn;  /* after "arn:aws:", with R for region and account */
    enum ref_kind ref;
} kinds[] = {
    {"AWS::Serverless::Function", "FunctionName", "lambda:R:function:", 0},
    {"AWS::Lambda::Function", "FunctionName", "lambda:R:function:", 0},
    {"AWS::Serverless::SimpleTable", "TableName", "dynamodb:R:table/", 0},
    {"AWS::DynamoDB::Table", "TableName", "dynamodb:R:table/", 0},
    {"AWS::S3::Bucket", "BucketName", "s3:::", 0},
    {"AWS::SQS::Queue", "QueueName", "sqs:R:", REF_QUEUE_URL},
    {"AWS::SNS::Topic", "TopicName", "sns:R:", REF_ARN},
    {"AWS::Serverless::StateMachine", "Name",
     "states:R:stateMachine:", REF_ARN},
    {"AWS::StepFunctions::StateMachine", "StateMachineName",
     "states:R:stateMachine:", REF_ARN},
    {"AWS::Kinesis::Stream", "Name", "kinesis:R:stream/", 0},
    {"AWS::Events::EventBus", "Name", "events:R:event-bus/", 0},
    {"AWS::SecretsManager::Secret", "Name",
     "secretsmanager:R:secret:", REF_ARN},
    {"AWS::SSM::Parameter", "Name", "ssm:R:parameter/", 0},
};

const struct yaml_node *cfn_resource(const struct cfn_values *v, const char *id)
{
    return yaml_get(yaml_get(v->root, "Resources"), id);
}

const char *cfn_resource_type(const struct yaml_node *resource)
{
    const char *type = yaml_text(yaml_get(resource, "Type"));

    return type ? type : "";
}

static bool is_queue(const struct yaml_node *resource)
{
    return !strcmp(cfn_resource_type(resource), "AWS::SQS::Queue");
}

static const struct kind *kind_of(const struct yaml_node *resource)
{
    const char *type = cfn_resource_type(resource);

    for (size_t i = 0; i < COUNT(kinds); i++)
        if (!strcmp(kinds[i].type, type))
            return &kinds[i];
    return NULL;
}

/* CloudFormation gives such a queue a name with this end. */
static bool is_fifo(const struct yaml_node *resource)
{
    const struct yaml_node *fifo =
        yaml_get(yaml_get(resource, "Properties"), "FifoQueue");

    return is_queue(resource) && fifo && fifo->kind == YAML_TEXT &&
           yaml_boolean(fifo) == 1;
}

bool cfn_resource_name(struct cfn_values *v, const char *id, struct buf *out,
                       struct error *err)
{
    const struct yaml_node *resource = cfn_resource(v, id);
    const struct kind *kind = kind_of(resource);
    const struct yaml_node *name =
        kind ? yaml_get(yaml_get(resource, "Properties"), kind->name) : NULL;
    size_t begun = out->size;

    if (name && !cfn_text(v, name, out, err))
        return false;
    return out->size > begun ||
           (buf_add_str(out, id) &&
            (!is_fifo(resource) || buf_add_str(out, ".fifo"))) ||
           error_set(err, "out of memory");
}

static bool put_arn(struct cfn_values *v, const struct kind *kind,
                    const char *name, struct buf *out)
{
    const char *mark = strstr(kind->arn, "R:");

    if (!mark)
        return buf_printf(out, "arn:aws:%s%s", kind->arn, name);
    return buf_printf(out, "arn:aws:%.*s%s:%s:%s%s", (int)(mark - kind->arn),
                      kind->arn, v->setting->region, cfn_account(v), mark + 2,
                      name);
}

static bool put_url(struct cfn_values *v, const char *name, struct buf *out)
{
    return buf_printf(out, "https://sqs.%s.amazonaws.com/%s/%s",
                      v->setting->region, cfn_account(v), name);
}

static void note(struct cfn_values *v, const struct yaml_node *at,
                 const char *what, const char *value)
{
    cfn_note(v, at,
             "%.128s is a resource that is not made here; its value is "
             "\"%.256s\"",
             what, value);
}

static bool is_function(const struct yaml_node *resource)
{
    const char *type = cfn_resource_type(resource);

    return !strcmp(type, "AWS::Serverless::Function") ||
           !strcmp(type, "AWS::Lambda::Function");
}

/* Functions, and queues unless AWS is to have them. */
static bool is_made(const struct cfn_values *v,
                    const struct yaml_node *resource)
{
    return is_function(resource) ||
           (is_queue(resource) && !v->setting->account);
}

/* Appends the value, and says so unless the resource is there. */
static bool put(struct cfn_values *v, const struct yaml_node *at,
                const char *id, const char *attribute, enum ref_kind ref,
                struct buf *out, struct error *err)
{
    AUTO(struct buf, buf_free) name = BUF(1024);
    AUTO(struct buf, buf_free) what = BUF(1024);
    const struct yaml_node *resource = cfn_resource(v, id);
    const struct kind *kind = kind_of(resource);
    size_t begun = out->size;
    bool ok;

    if (!cfn_enter(v, at, err))
        return false;
    ok = cfn_resource_name(v, id, &name, err);
    v->nesting--;
    if (!ok)
        return false;
    if (ref == REF_QUEUE_URL)
        ok = put_url(v, name.data, out);
    else if (ref == REF_ARN && kind)
        ok = put_arn(v, kind, name.data, out);
    else
        ok = buf_add_str(out, name.data);
    if (!ok ||
        !buf_printf(&what, "%s%s%s", id, *attribute ? "." : "", attribute))
        return cfn_error(v, at, err, "the value has more than %zu bytes",
                         out->max);
    if (!is_made(v, resource))
        note(v, at, what.data, out->data + begun);
    return true;
}

bool cfn_resource_ref(struct cfn_values *v, const struct yaml_node *at,
                      const char *id, struct buf *out, struct error *err)
{
    const struct kind *kind = kind_of(cfn_resource(v, id));

    return put(v, at, id, "", kind ? kind->ref : REF_NAME, out, err);
}

bool cfn_resource_attribute(struct cfn_values *v, const struct yaml_node *at,
                            const char *id, const char *attribute,
                            struct buf *out, struct error *err)
{
    const struct yaml_node *resource = cfn_resource(v, id);
    bool is_arn = !strcmp(attribute, "Arn") || !strcmp(attribute, "TopicArn") ||
                  !strcmp(attribute, "TableArn");
    bool is_url = !strcmp(attribute, "QueueUrl");
    bool is_name = strlen(attribute) > 4 &&
                   !strcmp(attribute + strlen(attribute) - 4, "Name");

    if (!resource)
        return cfn_error(v, at, err,
                         "\"%.64s\" is no resource of this template", id);
    if (!is_url && !is_name && !(is_arn && kind_of(resource)))
        return cfn_error(v, at, err,
                         "%.64s.%.64s is known only after a deployment", id,
                         attribute);
    return put(v, at, id, attribute,
               is_url   ? REF_QUEUE_URL
               : is_arn ? REF_ARN
                        : REF_NAME,
               out, err);
}
