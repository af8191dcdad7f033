//! A function for lambda_runtime: it does as the event says.

use http::{HeaderMap, StatusCode};
use lambda_runtime::streaming::Response;
use lambda_runtime::MetadataPrelude;
use lambda_runtime::{run, run_concurrent, service_fn, Context, Error, LambdaEvent};
use serde::Deserialize;
use serde_json::value::{to_raw_value, RawValue};
use std::time::{Duration, SystemTime};
use std::{env, fs, path::Path, process};
use tokio::{sync::mpsc, time::sleep};
use tokio_stream::wrappers::ReceiverStream;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Order {
    r#do: String,
    gate: String,
    size: usize,
    fail: bool,
}

fn tell(context: &Context) -> serde_json::Value {
    let in_environment = env::var("_X_AMZN_TRACE_ID").ok();
    assert_eq!(in_environment, context.xray_trace_id);
    let remaining = context
        .deadline()
        .duration_since(SystemTime::now())
        .unwrap_or_default();
    serde_json::json!({
        "pid": process::id(),
        "requestId": context.request_id,
        "arn": context.invoked_function_arn,
        "name": context.env_config.function_name,
        "remaining": remaining.as_millis() as u64,
        "trace": context.xray_trace_id.as_deref().unwrap_or(""),
        "custom": context.client_context.as_ref().map(|c| &c.custom),
        "tenant": context.tenant_id.as_deref().unwrap_or(""),
    })
}

/// Ends when so many of it are at work at the same time.
async fn together(order: &Order, id: &str) -> Result<Box<RawValue>, Error> {
    fs::write(Path::new(&order.gate).join(id), "")?;
    while fs::read_dir(&order.gate)?.count() < order.size {
        sleep(Duration::from_millis(10)).await;
    }
    Ok(to_raw_value("together")?)
}

async fn handler(event: LambdaEvent<Box<RawValue>>) -> Result<Box<RawValue>, Error> {
    let order: Order = serde_json::from_str(event.payload.get()).unwrap_or_default();
    match order.r#do.as_str() {
        "tell" => Ok(to_raw_value(&tell(&event.context))?),
        "error" => Err("told to fail".into()),
        "panic" => panic!("told to panic"),
        "exit" => process::exit(3),
        "hang" => loop {
            sleep(Duration::from_secs(3600)).await
        },
        "together" => together(&order, &event.context.request_id).await,
        "size" => Ok(to_raw_value(&"x".repeat(order.size - 2))?),
        _ => Ok(event.payload),
    }
}

type Chunks = ReceiverStream<Result<Vec<u8>, Error>>;

async fn stream(event: LambdaEvent<Order>) -> Result<Response<Chunks>, Error> {
    let (tx, rx) = mpsc::channel(1);
    let order = event.payload;
    tokio::spawn(async move {
        tx.send(Ok(b"first\n".to_vec())).await.unwrap();
        while !order.gate.is_empty() && !Path::new(&order.gate).exists() {
            sleep(Duration::from_millis(10)).await;
        }
        let last = match order.fail {
            true => Err("told to fail in the middle".into()),
            false => Ok(b"second\n".to_vec()),
        };
        tx.send(last).await.unwrap();
    });
    Ok(Response::from(ReceiverStream::new(rx)))
}

async fn page(event: LambdaEvent<serde_json::Value>) -> Result<Response<Chunks>, Error> {
    let path = event.payload["rawPath"].as_str().unwrap_or("");
    let (tx, rx) = mpsc::channel(2);
    tx.send(Ok(b"first\n".to_vec())).await?;
    tx.send(Ok(b"second\n".to_vec())).await?;
    let mut headers = HeaderMap::new();
    headers.insert("x-path", path.parse()?);
    let metadata_prelude = MetadataPrelude {
        status_code: StatusCode::CREATED,
        headers,
        cookies: vec!["a=b".into()],
    };
    let stream = ReceiverStream::new(rx);
    Ok(Response {
        metadata_prelude,
        stream,
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    match env::var("_HANDLER").as_deref() {
        Ok("broken") => Err("told not to start".into()),
        Ok("page") => run(service_fn(page)).await,
        Ok("stream") => run(service_fn(stream)).await,
        _ => run_concurrent(service_fn(handler)).await,
    }
}
